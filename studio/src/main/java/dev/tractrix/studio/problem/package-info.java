// SPDX-License-Identifier: Apache-2.0
/** What went wrong, as clients are told: RFC 9457 problems. */
package dev.tractrix.studio.problem;

// SPDX-License-Identifier: Apache-2.0
/** The page in a real Chromium. Skipped, with the reason, where there is none. */
package dev.tractrix.studio.page;

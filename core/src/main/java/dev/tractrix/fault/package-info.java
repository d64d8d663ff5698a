// SPDX-License-Identifier: Apache-2.0
/** What can go wrong, as three exceptions that map onto the documented exit codes. */
package dev.tractrix.fault;

// SPDX-License-Identifier: Apache-2.0
/** Who may do what: where requests may come from, users and their sessions, how often anyone may ask. */
package dev.tractrix.studio.access;

// SPDX-License-Identifier: Apache-2.0
/** The network that judges what was filled in where things go away. */
package dev.tractrix.fill;

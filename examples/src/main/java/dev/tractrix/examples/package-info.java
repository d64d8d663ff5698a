// SPDX-License-Identifier: Apache-2.0
/** Tractrix used as a library. */
package dev.tractrix.examples;

// SPDX-License-Identifier: Apache-2.0
/** The network that mends an animatic: cut edges, filled ground, things that the picture's edge cuts. */
package dev.tractrix.refiner;

// SPDX-License-Identifier: Apache-2.0
/** What would go wrong, told before it costs time: the scene, the output, the weights, memory and time. */
package dev.tractrix.preflight;

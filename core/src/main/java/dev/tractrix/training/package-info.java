// SPDX-License-Identifier: Apache-2.0
/** Training: losses, the loop that never loses a run, and the stages that make a model from nothing. */
package dev.tractrix.training;

// SPDX-License-Identifier: Apache-2.0
/** Pictures, scenes and clips to train on and to measure with: synthetic ones from a seed, and data sets on disk. */
package dev.tractrix.data;

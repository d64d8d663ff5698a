// SPDX-License-Identifier: Apache-2.0
/**
 * The networks whose features the Frechet distances of pictures (FID) and of clips (FVD) compare, under their published
 * weights' names. The weights are not part of Tractrix.
 */
package dev.tractrix.metricnets;

// SPDX-License-Identifier: Apache-2.0
/**
 * Image processing by OpenCV, behind plain arrays: resampling, smoothing, morphology. The only home of
 * {@code org.bytedeco.opencv}; every native matrix is freed before a method returns.
 */
package dev.tractrix.vision;

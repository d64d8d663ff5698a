// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.Picture;

/**
 * One frame of an animatic, and where its pixels come from. The arrays are height x width, row by row.
 *
 * @param picture the frame
 * @param moving 0..1, see {@link AnimaticFrames#movingMask}
 * @param uncovered 0..1, see {@link AnimaticFrames#uncovered}
 * @param beyond 0..1, see {@link AnimaticFrames#beyond}
 * @param top the layer seen in most of the pixel: 0 the ground, from 1 the backgrounds and things, lowest first
 */
public record AnimaticFrame(Picture picture, float[] moving, float[] uncovered, float[] beyond, short[] top) {}

// SPDX-License-Identifier: Apache-2.0
/**
 * What a run needs, as plain records: the scene, its entities, their trajectories, the camera, the settings; and the
 * motion that they make, one position, scale and radius a frame. Pure Java: nothing here knows a network or a tensor.
 *
 * <p>Coordinates are source pixels, x to the right, y down; pixel (0, 0) has its centre at (0, 0). Times run from 0
 * (first frame) to 1 (last frame).
 */
package dev.tractrix.scene;

// SPDX-License-Identifier: Apache-2.0
/**
 * The control signal and the network that reads it. {@link dev.tractrix.control.ControlMaps} draws the moving discs as
 * plain arrays: a Gaussian map and an entity map for each frame.
 */
package dev.tractrix.control;

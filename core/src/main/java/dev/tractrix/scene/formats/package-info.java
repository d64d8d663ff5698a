// SPDX-License-Identifier: Apache-2.0
/**
 * Scenes in other projects' formats, in and out. Formats that know points only and no masks get a small round mask
 * where a track starts; see {@link dev.tractrix.scene.formats.PointTracks}.
 */
package dev.tractrix.scene.formats;

// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import java.util.List;

/** Clips in a fixed order. */
public interface VideoDataset {
    /** What kind of data set, for messages and records. */
    String kind();

    /** Usable clips, by name; never empty. */
    List<VideoClip> clips();

    /** What was left out, from opening the data set and from every later use of it. */
    Skipped skipped();
}

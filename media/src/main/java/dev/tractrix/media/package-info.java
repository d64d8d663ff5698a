// SPDX-License-Identifier: Apache-2.0
/**
 * Moving pictures in and out: MP4, WebM, GIF, animated WebP and folders of PNG frames, each with the run record and an
 * AI-generated mark inside. The only home of {@code org.bytedeco.ffmpeg}.
 */
package dev.tractrix.media;

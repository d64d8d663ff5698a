// SPDX-License-Identifier: Apache-2.0
/** From a scene to a clip: the numbered story, and what it needs to turn pictures into tensors and back. */
package dev.tractrix.pipeline;

// SPDX-License-Identifier: Apache-2.0
/** Following points through a clip: by networks where their weights are at hand, by optical flow where not. */
package dev.tractrix.tracking;

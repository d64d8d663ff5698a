// SPDX-License-Identifier: Apache-2.0
/**
 * What training asks of a clip beyond frames and masks: discs, their tracks with visibility, entity features. The file format is
 * in {@code docs/annotation.md}.
 */
package dev.tractrix.annotation;

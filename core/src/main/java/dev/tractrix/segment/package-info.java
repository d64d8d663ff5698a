// SPDX-License-Identifier: Apache-2.0
/** Selecting a thing in a picture by clicks, a box or a rough mask: the Segment Anything Model (Kirillov et al., 2023). */
package dev.tractrix.segment;

// SPDX-License-Identifier: Apache-2.0
/** Weights on the disk: what is there and whether it is whole, and how it comes there. */
package dev.tractrix.models;

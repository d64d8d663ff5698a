// SPDX-License-Identifier: Apache-2.0
// The one place that names where Konva lies. Its file is a script that leaves one global name; everything else imports it
// from here.
import '../vendor/konva/konva.min.js';

export const Konva = globalThis.Konva;

// the stage says when its layers are drawn: newer versions do it at each change by themselves
Konva.autoDrawEnabled = false;

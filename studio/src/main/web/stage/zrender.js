// SPDX-License-Identifier: Apache-2.0
// The one place that names where zrender lies. Its file is a script that leaves one global name; everything else imports it
// from here.
import '../vendor/zrender/zrender.min.js';

export const zrender = globalThis.zrender;

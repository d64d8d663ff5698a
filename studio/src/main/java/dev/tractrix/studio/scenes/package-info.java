// SPDX-License-Identifier: Apache-2.0
/** From what a page says and uploads to the library's scenes, and what can be shown of them before a network runs. */
package dev.tractrix.studio.scenes;

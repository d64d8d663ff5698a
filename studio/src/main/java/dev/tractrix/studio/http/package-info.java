// SPDX-License-Identifier: Apache-2.0
/** The server's face: one class a resource of {@code openapi.yaml}, the gate before them, events, the page's files. */
package dev.tractrix.studio.http;

// SPDX-License-Identifier: Apache-2.0
/** The network that says how a thing goes on where the picture's edge cuts it or another thing covers it. */
package dev.tractrix.completion;

// SPDX-License-Identifier: Apache-2.0
/** The paper's own studies, trained and measured anew at a scale that the machine at hand can train. */
package dev.tractrix.reproduction;

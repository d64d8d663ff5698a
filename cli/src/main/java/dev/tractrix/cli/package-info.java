// SPDX-License-Identifier: Apache-2.0
/** The command line: one class a command, results on stdout, progress and errors on stderr. */
package dev.tractrix.cli;

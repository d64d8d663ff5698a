// SPDX-License-Identifier: Apache-2.0
/** What is kept: rows in a transactional database, files named by their content, and who may see which. */
package dev.tractrix.studio.store;

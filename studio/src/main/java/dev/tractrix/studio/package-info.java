// SPDX-License-Identifier: Apache-2.0
/** The studio: a server for one browser or many, started and stopped here; {@code openapi.yaml} beside it is its contract. */
package dev.tractrix.studio;

// SPDX-License-Identifier: Apache-2.0
/** The blind user study: people compare clips of two or more methods, two at a time, without knowing which is whose. */
package dev.tractrix.study;

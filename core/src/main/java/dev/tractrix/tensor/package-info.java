// SPDX-License-Identifier: Apache-2.0
/** The only home of libtorch's lifetime rules: scopes, guards, devices, random numbers, and the facade over its operators. */
package dev.tractrix.tensor;

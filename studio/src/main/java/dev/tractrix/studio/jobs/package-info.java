// SPDX-License-Identifier: Apache-2.0
/** From a queued job to a clip: the persistent queue, the worker, the device that is one job's at a time. */
package dev.tractrix.studio.jobs;

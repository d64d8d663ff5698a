// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** @param {number} bytes */
export function megabytes(bytes) {
    return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(0.1, bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/** @param {number} seconds */
export function clock(seconds) {
    const s = Math.max(1, Math.round(seconds));
    if (s < 90) {
        return `${s} s`;
    }
    return s < 5400 ? `${Math.round(s / 60)} min` : `${(s / 3600).toFixed(1)} h`;
}

/** @param {string} moment ISO 8601 */
export function when(moment) {
    const date = new Date(moment);
    const today = date.toDateString() === new Date().toDateString();
    const time = date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
    return today ? time : `${date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })}, ${time}`;
}

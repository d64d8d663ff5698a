// SPDX-License-Identifier: Apache-2.0
// @ts-check
// A strip of frames side by side in one picture, played on a little canvas.
import { html, ref } from '../app/html.js';

/** @typedef {{element: HTMLCanvasElement, url: string, fps: number, frames: ImageBitmap[], began: number}} Player */

/** @type {Map<Element, Player>} */
const players = new Map();
let ticking = false;

/**
 * @param {string} url of a JPEG whose answer says in Tractrix-Frames how many frames it has, in one row
 * @param {number} fps
 * @param {string} text what it shows
 */
export function strip(url, fps, text) {
    return html`<canvas class="preview" role="img" aria-label=${text} ${ref((e) => play(e, url, fps))}></canvas>`;
}

/**
 * @param {Element | undefined} element
 * @param {string} url
 * @param {number} fps
 */
async function play(element, url, fps) {
    if (!(element instanceof HTMLCanvasElement)) {
        return;
    }
    let player = players.get(element);
    if (player?.url === url) {
        return;
    }
    player = { element, url, fps, frames: player?.frames ?? [], began: performance.now() };
    players.set(element, player);
    try {
        let response = await fetch(url, { credentials: 'same-origin' });
        for (let tries = 0; response.status === 404 && tries < 4; tries++) {
            // told a moment before it can be fetched
            await new Promise((resolve) => setTimeout(resolve, 400));
            response = await fetch(url, { credentials: 'same-origin' });
        }
        if (!response.ok || players.get(element) !== player) {
            return;
        }
        const n = Number(response.headers.get('Tractrix-Frames') ?? 1);
        const all = await createImageBitmap(await response.blob());
        const width = all.width / n;
        const frames = await Promise.all(Array.from({ length: n }, (_, f) => createImageBitmap(all, Math.round(f * width), 0, Math.round(width), all.height)));
        all.close();
        player.frames.forEach((f) => f.close());
        player.frames = frames;
        if (!ticking) {
            ticking = true;
            requestAnimationFrame(tick);
        }
    } catch (e) {
        console.warn(e);
    }
}

/** @param {number} now */
function tick(now) {
    for (const [element, player] of players) {
        if (!element.isConnected) {
            player.frames.forEach((f) => f.close());
            players.delete(element);
            continue;
        }
        const n = player.frames.length;
        if (n > 0) {
            const frame = player.frames[Math.floor(((now - player.began) / 1000) * player.fps) % n];
            if (player.element.width !== frame.width || player.element.height !== frame.height) {
                player.element.width = frame.width;
                player.element.height = frame.height;
            }
            player.element.getContext('2d')?.drawImage(frame, 0, 0);
        }
    }
    ticking = players.size > 0;
    if (ticking) {
        requestAnimationFrame(tick);
    }
}

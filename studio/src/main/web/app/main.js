// SPDX-License-Identifier: Apache-2.0
// @ts-check
import { api, listen, onSignedOut } from '../remote/client.js';
import { stage } from '../stage/stage.js';
import { app } from '../views/app.js';
import { render } from './html.js';
import { onMask } from './masks.js';
import { onProjectEvent, openPicture, openProject, startSaving } from './project.js';
import { refresh, startChecking, takeClip, takeJob, takePreview } from './runs.js';
import { startShortcuts } from './shortcuts.js';
import { store } from './store.js';
import { startTheme } from './theme.js';

function follow() {
    const [name = '', ...rest] = location.hash.replace(/^#\//, '').split('/');
    const route = { name: name || 'home', id: decodeURIComponent(rest.join('/')) };
    store.set({ route, dialog: null, page: {} });
    if (route.name === 'project') {
        openProject(route.id);
    }
}

function paint() {
    render(app(store.state), /** @type {HTMLElement} */ (document.getElementById('app')));
}

/** A picture from the clipboard or dropped anywhere. */
function takePictures() {
    addEventListener('paste', (e) => {
        const file = [...(e.clipboardData?.files ?? [])][0];
        if (file) {
            e.preventDefault();
            openPicture(file, file.name || 'pasted.png');
        }
    });
    const over = (/** @type {boolean} */ is) => document.querySelector('.drop')?.classList.toggle('dropping', is);
    addEventListener('dragover', (e) => {
        if (e.dataTransfer?.types.includes('Files')) {
            e.preventDefault();
            over(true);
        }
    });
    addEventListener('dragleave', (e) => {
        if (e.relatedTarget === null) {
            over(false);
        }
    });
    addEventListener('drop', (e) => {
        over(false);
        const file = e.dataTransfer?.files[0];
        if (file) {
            e.preventDefault();
            openPicture(file, file.name);
        }
    });
}

function start() {
    startTheme();
    // what was not saved is kept in this browser, and is there after signing in again
    onSignedOut(() => store.set({ session: { ...store.state.session, user: null, expired: true } }));
    store.subscribe(paint);
    onMask(() => store.set({}));
    startSaving();
    startChecking();
    startShortcuts();
    takePictures();
    closeMenus();
    paint();
    enter();
    // how fluid it is, for whoever measures
    Object.defineProperty(window, 'tractrix', { value: { store, stage } });
}

/** @param {any} pull what is fetched, and how far it is */
async function takePull(pull) {
    store.keep({ pull });
    if (pull.state === 'done') {
        const found = await api.models().catch(() => null);
        if (found) {
            store.set({ models: found.models });
            store.keep({ selector: found.selector });
        }
    }
}

/** An open menu closes where something else, or one of its lines, is clicked. */
function closeMenus() {
    addEventListener('click', (e) => {
        const target = /** @type {Element} */ (e.target);
        for (const menu of document.querySelectorAll('details.menu[open]')) {
            if (!menu.contains(target) || target.closest('.menu-list')) {
                /** @type {HTMLDetailsElement} */ (menu).open = false;
            }
        }
    });
}

/** Goes in once it is known who is there; asks for a name where one is needed. */
async function enter() {
    try {
        const session = await api.session();
        store.set({ session });
        if (session.access !== 'open' && !session.user) {
            return;
        }
    } catch (e) {
        store.fail(e);
        setTimeout(enter, 2000);
        return;
    }
    addEventListener('hashchange', follow);
    follow();
    store.tell();
    // how long it takes until it can be used, for whoever measures
    performance.mark('interactive');
    refresh();
    listen(
        {
            job: takeJob,
            preview: takePreview,
            clip: takeClip,
            project: onProjectEvent,
            model: takePull,
            reset: refresh,
        },
        (connected) => store.set({ connected }),
    );
}

start();

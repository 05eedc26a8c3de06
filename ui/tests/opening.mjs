// The pages as they are built, opened in Chromium as on Android and Windows: the gallery draws by a script of its own, so
// only this goes through the window's first one. `node ui/tests/opening.mjs`, after `npm run build:ui`.
import { fileURLToPath } from 'node:url';

import { preview } from 'vite';

import { freePort } from '../../tests/e2e/driver/ports.mjs';
import { until } from '../../tests/e2e/driver/processes.mjs';
import { Chromium } from './chromium.mjs';

const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));

const account = (id) => ({
  id, service: `Service ${id}`, user: 'robin', kind: 'code_only', approvals: 'off', groups: [], isPinned: false, codes: { kind: 'totp' }, hasNote: false,
  linkedAt: 1, origin: null, formerLink: null, movedTo: null, copiedAt: null, backupCodesPending: false, iconPicture: null,
});

/** What a shell with an open vault of two accounts answers. */
const LOOK = {
  state: {
    phase: 'ready', accountCount: 2, platform: 'windows', hasCamera: false, locale: 'en', development: null, passphraseSlot: false, pinSlot: false,
    biometricSlot: false, biometrics: null, newerVersion: null, typeface: null, pinPauseSeconds: null,
  },
  accounts: [account('a'), account('b')],
  groups: [],
  codes: ['a', 'b'].map((accountId) => ({ accountId, digits: '123456', next: '654321', validForMs: 20_000, periodMs: 30_000 })),
  notices: [],
  waysBack: { answers: [] },
  sheet: { printedAt: null, checkedAt: null, isVoid: false },
};

/** What the first look answers, so that nobody asks for it alone. */
const PARTS = ['app_state', 'list_accounts', 'list_groups', 'codes', 'notices', 'get_back_in', 'recovery_sheet'];

const SHELL = `
const look = ${JSON.stringify(LOOK)};
window.asked = [];
window.__TAURI_INTERNALS__ = {
  transformCallback: () => 0,
  invoke: async (command) => {
    window.asked.push(command);
    return command === 'first_look' ? look : [];
  },
};`;

const server = await preview({ configFile, logLevel: 'error', preview: { port: await freePort(), host: '127.0.0.1' } });
const chromium = await Chromium.open();
try {
  await chromium.devtools('Page.addScriptToEvaluateOnNewDocument', { source: SHELL });
  await chromium.devtools('Page.navigate', { url: server.resolvedUrls.local[0] });
  await until('the list is there with its codes', () => chromium.evaluate(`document.querySelectorAll('[data-account] .code').length === 2`));
  const asked = await chromium.evaluate('window.asked');
  const listens = asked.filter((command) => command === 'plugin:event|listen').length;
  const again = asked.filter((command) => PARTS.includes(command));
  if (asked[0] !== 'first_look' || listens !== 1 || again.length > 0) throw new Error(`the shell was asked for more than one look and listened to once: ${asked}`);
  const named = await chromium.evaluate(`[...document.querySelectorAll('link[rel="modulepreload"]')].some(({ href }) => href.includes('/window-'))`);
  if (!named) throw new Error('the page does not name the script that draws, which is fetched only when the first one has run');
  await until('the prototype of all objects is frozen', () => chromium.evaluate('Object.isFrozen(Object.prototype)'));
  console.log('the pages as they are built open in Chromium');
} finally {
  await chromium.close();
  await server.close();
}

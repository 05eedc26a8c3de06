// What the open list costs in the app's own window, while nobody touches it, beside the least that codes can do there:
// one figure that becomes another each second. A part of `npm run bench -- idle`.
import { setTimeout as pause } from 'node:timers/promises';

import { App } from '../tests/e2e/driver/app.mjs';
import { Desktop } from '../tests/e2e/driver/desktop.mjs';
import { until } from '../tests/e2e/driver/processes.mjs';
import { program } from '../tests/e2e/driver/programs.mjs';
import { bring, twelveAccounts } from './accounts.mjs';
import { median, nameOf, processesOf, worked } from './system.mjs';

/** A whole period, so that each share has one change of codes in it. */
const SECONDS = Number(process.env.COUNTERSIGN_BENCH_IDLE_SECONDS ?? 30);
const ROUNDS = 3;
/** What follows a change is not rest. */
const SETTLES_MS = 15_000;
/** As Linux cuts the name off. */
const WEB_VIEW = 'WebKitWebProces';

/** The medians of the shares of one core, in percent, that the web view takes for the list, for one figure, for nothing. */
export async function inWindow() {
  const desktop = await Desktop.start('idle');
  const empty = await App.open(desktop, {});
  await until('the vault is there', () => empty.offers('Add your first account'));
  await empty.close();
  await bring(await twelveAccounts(desktop.folder), program('countersign'), { ...desktop.env, COUNTERSIGN_DATA_DIR: empty.folder });
  const app = await App.open(desktop, {});
  try {
    await until('the codes are there', () => app.page.execute(() => document.querySelectorAll('[data-account] .code').length > 0));
    const webView = processesOf(app.folder).find((pid) => nameOf(pid) === WEB_VIEW);
    if (!webView) throw new Error('the app has no web view');
    const found = { list: [], figure: [], nothing: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [what, shares] of Object.entries(found)) {
        await app.page.execute(show, what);
        await pause(SETTLES_MS);
        shares.push(await share(webView));
      }
    }
    return Object.fromEntries(Object.entries(found).map(([what, shares]) => [what, median(shares)]));
  } finally {
    await app.close();
    await desktop.close();
  }
}

/** Runs in the page: leaves the list, or one figure in its place, or nothing. */
function show(what) {
  clearInterval(window.figureTimer);
  document.getElementById('figure')?.remove();
  // The app's own pulse rests while the window is hidden.
  Object.defineProperty(document, 'hidden', { value: what !== 'list', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  document.getElementById('app').style.display = what === 'list' ? '' : 'none';
  if (what !== 'figure') return;
  const figure = Object.assign(document.createElement('b'), { id: 'figure', textContent: '30' });
  document.body.append(figure);
  let left = 30;
  window.figureTimer = setInterval(() => {
    left = left === 1 ? 30 : left - 1;
    figure.firstChild.data = String(left);
  }, 1000);
}

async function share(pid) {
  const before = worked(pid);
  const began = performance.now();
  await pause(SECONDS * 1000);
  return ((worked(pid) - before) * 100) / (performance.now() - began);
}

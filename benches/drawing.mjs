// The app's own window on a machine without a graphics card, drawn by WebKit itself and, as it would without our doing
// (src-tauri/src/graphics.rs), by a program that imitates a card: `npm run bench -- drawing`. Frames while 300 accounts are
// scrolled, processor time meanwhile, and memory.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { App } from '../tests/e2e/driver/app.mjs';
import { Desktop } from '../tests/e2e/driver/desktop.mjs';
import { until } from '../tests/e2e/driver/processes.mjs';
import { program } from '../tests/e2e/driver/programs.mjs';
import { bring } from './accounts.mjs';
import { median, memory, nameOf, processesOf, worked } from './system.mjs';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ACCOUNTS = 300;
/** Pixels a second: a wheel, and a fling. */
const PACES = [900, 3600];
const ROUNDS = 3;
const SETTLES_MS = 3000;
/** What WebKit reads; with `0` it imitates a card. */
const WAYS = { 'by WebKit itself': {}, 'by an imitated card': { WEBKIT_DISABLE_COMPOSITING_MODE: '0' } };

/** For each way and pace the medians of frames in four seconds and processor milliseconds for each; and of bytes in all. */
export async function ways() {
  const desktop = await Desktop.start('drawing');
  try {
    const empty = await App.open(desktop, {});
    await until('the vault is there', () => empty.offers('Add your first account'));
    await empty.close();
    const list = join(desktop.folder, 'accounts.txt');
    const link = (index) => `otpauth://totp/Service%20${index}:robin?secret=JBSWY3DPEHPK3PX${LETTERS[index % 32]}${LETTERS[index >> 5]}&issuer=Service%20${index}`;
    await writeFile(list, Array.from({ length: ACCOUNTS }, (_, index) => link(index)).join('\n'));
    await bring(list, program('countersign'), { ...desktop.env, COUNTERSIGN_DATA_DIR: empty.folder });
    const found = new Map(Object.keys(WAYS).map((way) => [way, { memory: [], frames: PACES.map(() => []), work: PACES.map(() => []) }]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [way, env] of Object.entries(WAYS)) await once(desktop, env, found.get(way));
    }
    return [...found].map(([way, { memory: bytes, frames, work }]) => ({ way, memory: median(bytes), paces: PACES.map((pace, place) => ({ pace, frames: median(frames[place]), work: median(work[place]) })) }));
  } finally {
    await desktop.close();
  }
}

async function once(desktop, env, found) {
  const app = await App.open(desktop, { env, size: [1080, 760] });
  try {
    await until('the codes are there', () => app.page.execute(() => document.querySelectorAll('[data-account] .code').length > 0));
    await pause(SETTLES_MS);
    for (const [place, pace] of PACES.entries()) {
      const before = spent(app.folder);
      const shown = await app.page.executeAsync(scroll, pace);
      found.frames[place].push(shown);
      found.work[place].push((spent(app.folder).milliseconds - before.milliseconds) / shown);
    }
    found.memory.push(spent(app.folder).bytes);
  } finally {
    await app.close();
  }
}

/** Runs in the page: scrolls for four seconds, and counts the frames. */
function scroll(pace, done) {
  const list = document.querySelector('.scroll');
  let frames = 0;
  let began;
  requestAnimationFrame(function step(now) {
    began ??= now;
    list.scrollTop = ((now - began) / 1000) * pace;
    frames += 1;
    if (now - began < 4000) requestAnimationFrame(step);
    else done(frames);
  });
}

/** What all processes of the app that keeps its data there have worked so far, and the memory they take. */
function spent(folder) {
  const ours = processesOf(folder).filter((pid) => !nameOf(pid).startsWith('WebKitWebDriver'));
  const sum = (of) => ours.reduce((total, pid) => total + of(pid), 0);
  return { milliseconds: sum(worked), bytes: sum(memory) };
}

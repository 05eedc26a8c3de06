// The app's own window on a machine without a graphics card, drawn by WebKit itself and, as it would without our doing
// (src-tauri/src/graphics.rs), by a program that imitates a card: `npm run bench -- drawing`. Frames while 300 accounts are
// scrolled, processor time meanwhile, and memory.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { App } from '../tests/e2e/driver/app.mjs';
import { Desktop } from '../tests/e2e/driver/desktop.mjs';
import { until } from '../tests/e2e/driver/processes.mjs';
import { program } from '../tests/e2e/driver/programs.mjs';
import { bring } from './accounts.mjs';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ACCOUNTS = 300;
/** Pixels a second: a wheel, and a fling. */
const PACES = [900, 3600];
const ROUNDS = 3;
const SETTLES_MS = 3000;
const TICKS_A_SECOND = 100;
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
    return [...found].map(([way, { memory, frames, work }]) => ({ way, memory: median(memory), paces: PACES.map((pace, place) => ({ pace, frames: median(frames[place]), work: median(work[place]) })) }));
  } finally {
    await desktop.close();
  }
}

async function once(desktop, env, { memory, frames, work }) {
  const app = await App.open(desktop, { env, size: [1080, 760] });
  try {
    await until('the codes are there', () => app.page.execute(() => document.querySelectorAll('[data-account] .code').length > 0));
    await pause(SETTLES_MS);
    for (const [place, pace] of PACES.entries()) {
      const before = await spent(app.folder);
      const shown = await app.page.executeAsync(scroll, pace);
      frames[place].push(shown);
      work[place].push(((await spent(app.folder)).milliseconds - before.milliseconds) / shown);
    }
    memory.push((await spent(app.folder)).bytes);
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

/** What all processes of the app that keeps its data there have worked so far, and the memory they take (proportional set size). */
async function spent(folder) {
  const sum = { milliseconds: 0, bytes: 0 };
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = (file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const [environ, comm] = [await read('environ'), await read('comm')];
    if (!environ.split('\0').includes(`COUNTERSIGN_DATA_DIR=${folder}`) || comm.startsWith('WebKitWebDriver')) continue;
    const fields = (await read('stat')).split(') ').at(-1).split(' ');
    sum.milliseconds += ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_A_SECOND;
    sum.bytes += Number(/^Pss:\s+(\d+) kB$/m.exec(await read('smaps_rollup'))?.[1] ?? 0) * 1024;
  }
  return sum;
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1];
}

// Whether ten thousand accounts scroll as smoothly as an empty page: `npm run bench -- scroll`. Both are scrolled alike
// in the same run, and each frame's time since the one before is counted.
import { setTimeout as pause } from 'node:timers/promises';

import { Chromium } from '../ui/tests/chromium.mjs';
import { openGallery } from '../ui/tests/gallery.mjs';

/** Pixels a frame: a wheel, a fling, and a flick that nobody can read along with. */
const PACES = [15, 60, 240];
const FRAMES = 240;
const ROUNDS = 3;
const FRAME_MS = 1000 / 60;

/** For each pace: frames that came late in the list and in the empty page, and what the list's thread worked for one. */
export async function frames() {
  const gallery = await openGallery();
  const chromium = await Chromium.open();
  try {
    await chromium.become({ width: 390, height: 844, touch: true });
    const found = [];
    for (const pace of PACES) found.push({ pace, frames: FRAMES * ROUNDS, ...(await compare(chromium, gallery.address, pace)) });
    return found;
  } finally {
    await chromium.close();
    await gallery.close();
  }
}

async function compare(chromium, address, pace) {
  const sum = { late: 0, lateEmpty: 0, work: [], workEmpty: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    await chromium.page.url('about:blank');
    await chromium.evaluate(`(${empty})()`);
    const quiet = await scrolled(chromium, pace);
    await chromium.page.url(`${address}?screen=accounts-ten-thousand&time=runs`);
    await chromium.evaluate(`(${ready})()`);
    const list = await scrolled(chromium, pace);
    sum.late += list.late;
    sum.lateEmpty += quiet.late;
    sum.work.push(list.work);
    sum.workEmpty.push(quiet.work);
  }
  return { ...sum, work: median(sum.work), workEmpty: median(sum.workEmpty) };
}

async function scrolled(chromium, pace) {
  await pause(1500);
  await chromium.devtools('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await worked(chromium);
  const found = await chromium.evaluate(`(${scroll})(${pace}, ${FRAMES}, ${FRAME_MS})`);
  return { ...found, work: (await worked(chromium) - before) / FRAMES };
}

/** For how many milliseconds the page's thread has worked so far. */
async function worked(chromium) {
  const { metrics } = await chromium.devtools('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

/** Runs in the page: something that scrolls and holds nothing. */
function empty() {
  const box = document.createElement('div');
  box.className = 'scroll';
  box.style.cssText = 'position:fixed;inset:0;overflow-y:auto';
  box.append(document.createElement('div'));
  box.firstChild.style.height = '840000px';
  document.body.append(box);
}

/** Runs in the page: until the list is there. */
function ready() {
  return new Promise((done) => {
    const look = () => (document.documentElement.dataset.shown ? done() : requestAnimationFrame(look));
    look();
  });
}

/** Runs in the page: scrolls by so much in each frame; counts the frames that came late. */
function scroll(pace, frames, frameMs) {
  return new Promise((done) => {
    const box = document.querySelector('.scroll');
    const found = { late: 0 };
    let last = null;
    let frame = 0;
    const next = (now) => {
      // Half a frame more is the next one.
      if (last !== null && now - last > frameMs * 1.5) found.late += 1;
      last = now;
      if ((frame += 1) > frames) return done(found);
      box.scrollTop += pace;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1];
}

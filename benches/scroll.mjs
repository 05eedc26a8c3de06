// Whether ten thousand accounts scroll without a dropped frame: `npm run bench -- scroll`. A wheel is turned as people
// turn it, and the browser's own reports say of each frame whether it was dropped, or shown without what the page wanted
// in it, so that movement is not smooth, and whether it had holes. In the same run lines that were all there before, and
// a page that must not be smooth: it holds every frame up.
import { setTimeout as pause } from 'node:timers/promises';

import { Chromium } from '../ui/tests/chromium.mjs';
import { openGallery } from '../ui/tests/gallery.mjs';
import { Trace } from './trace.mjs';

/** Pixels a second: a wheel, a fling, and a flick that nobody can read along with. */
const PACES = [900, 3600, 14_400];
const SECONDS = 4;
const ROUNDS = 3;
const LIST = 'accounts-ten-thousand';

/** For each page and pace: frames while it was scrolled, those that were not smooth and those with holes, its thread's work. */
export async function frames() {
  const gallery = await openGallery();
  const chromium = await Chromium.open();
  const trace = await Trace.of(chromium);
  const pages = {
    'lines without a script': () => drawn(chromium, lines),
    '10,000 accounts': () => shown(chromium, `${gallery.address}?screen=${LIST}&time=runs`),
  };
  try {
    await chromium.become({ width: 390, height: 844, touch: true });
    await drawn(chromium, heldUp);
    const { rough } = await scrolled(chromium, trace, PACES[0]);
    if (rough === 0) throw new Error('a page that holds every frame up is said to be smooth: the browser’s reports have changed');
    const found = [];
    for (const pace of PACES) {
      const sums = new Map(Object.keys(pages).map((name) => [name, []]));
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [name, open] of Object.entries(pages)) {
          await open();
          sums.get(name).push(await scrolled(chromium, trace, pace));
        }
      }
      for (const [name, rounds] of sums) found.push({ name, pace, ...added(rounds) });
    }
    return found;
  } finally {
    trace.close();
    await chromium.close();
    await gallery.close();
  }
}

async function drawn(chromium, draw) {
  await chromium.page.url('about:blank');
  await chromium.evaluate(`(${draw})()`);
}

async function shown(chromium, address) {
  await chromium.page.url(address);
  await chromium.evaluate(`(${ready})()`);
}

async function scrolled(chromium, trace, pace) {
  await pause(1500);
  await chromium.devtools('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await worked(chromium);
  const turn = { x: 195, y: 600, yDistance: -pace * SECONDS, speed: pace, gestureSourceType: 'mouse', preventFling: true };
  const events = await trace.during(() => chromium.devtools('Input.synthesizeScrollGesture', turn));
  const work = (await worked(chromium)) - before;
  const went = await chromium.evaluate(`document.querySelector('.scroll').scrollTop`);
  if (went < pace * (SECONDS - 1)) throw new Error(`the page was scrolled by ${went} pixels only`);
  const reports = events.filter(({ name, args }) => name === 'PipelineReporter' && args.frame_reporter).map(({ args }) => args.frame_reporter);
  const wanted = reports.filter(({ state, scroll_state: scroll }) => scroll !== 'SCROLL_NONE' && state !== 'STATE_NO_UPDATE_DESIRED');
  return {
    frames: wanted.length,
    rough: reports.filter(({ affects_smoothness: isRough }) => isRough).length,
    holes: wanted.filter(({ has_missing_content: hole }) => hole).length,
    work: work / wanted.length,
  };
}

/** For how many milliseconds the page's thread has worked so far. */
async function worked(chromium) {
  const { metrics } = await chromium.devtools('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

/** Runs in the page: as many lines as the fastest scroll passes, all there before it begins. */
function lines() {
  const box = document.createElement('div');
  box.className = 'scroll';
  box.style.cssText = 'position:fixed;inset:0;overflow-y:auto;font:14px/20px sans-serif';
  for (let place = 0; place < 800; place += 1) {
    const line = document.createElement('div');
    line.style.cssText = 'height:84px;border-bottom:1px solid #ddd';
    line.innerHTML = `<b>Service ${place}</b> robin<br><span style="font:30px monospace">${String((place * 7919) % 1_000_000).padStart(6, '0')}</span>`;
    box.append(line);
  }
  document.body.append(box);
}

/** Runs in the page: what must not be, a script that works for four frames at each scroll. */
function heldUp() {
  const box = document.createElement('div');
  box.className = 'scroll';
  box.style.cssText = 'position:fixed;inset:0;overflow-y:auto';
  box.append(document.createElement('div'));
  box.firstChild.style.cssText = 'height:840000px;background:repeating-linear-gradient(red,blue 84px)';
  box.addEventListener('scroll', () => {
    for (const end = performance.now() + 60; performance.now() < end; );
    box.firstChild.style.paddingLeft = `${box.scrollTop % 50}px`;
  });
  document.body.append(box);
}

/** Runs in the page: until the list is there. */
function ready() {
  return new Promise((done) => {
    const look = () => (document.documentElement.dataset.shown ? done() : requestAnimationFrame(look));
    look();
  });
}

function added(rounds) {
  const sum = (member) => rounds.reduce((total, round) => total + round[member], 0);
  return { frames: sum('frames'), rough: sum('rough'), holes: sum('holes'), work: sum('work') / rounds.length };
}

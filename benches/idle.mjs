// How much the open list works while nobody touches it: `npm run bench -- idle`. Time that the processes use counts,
// not time that passes, so other programs on the machine do not spoil it.
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { Chromium } from '../ui/tests/chromium.mjs';
import { openGallery } from '../ui/tests/gallery.mjs';

const SECONDS = Number(process.env.COUNTERSIGN_BENCH_IDLE_SECONDS ?? 20);
const TICKS_A_SECOND = 100;

/** What no list can do without: one figure that becomes another each second. */
const FIGURE = `data:text/html,<p id="left">30</p><script>setInterval(() => { left.textContent = 30 - (left.textContent % 30) || 30 }, 1000)</script>`;
const PAGES = { empty: 'about:blank', 'one figure': FIGURE };

/** The shares of one core, in percent, that pages and scenes of the gallery take in Chromium. */
export async function inChromium(scenes = ['accounts-twenty', 'accounts-ten-thousand'], wanted = {}) {
  const gallery = await openGallery();
  const chromium = await Chromium.open();
  try {
    const found = [];
    await chromium.become({ width: 390, height: 844, touch: true, ...wanted });
    for (const scene of [...Object.keys(PAGES), ...scenes]) {
      await chromium.page.url(PAGES[scene] ?? `${gallery.address}?screen=${scene}&time=runs`);
      await pause(3000);
      await chromium.devtools('Performance.enable', { timeDomain: 'threadTicks' });
      const before = await worked(chromium);
      const used = await treeTime(chromium.driver.child.pid);
      const began = performance.now();
      await pause(SECONDS * 1000);
      const passed = performance.now() - began;
      const after = await worked(chromium);
      const usedThen = await treeTime(chromium.driver.child.pid);
      const share = (name) => ((after[name] - before[name]) * 100_000) / passed;
      found.push({ scene, thread: share('TaskDuration'), script: share('ScriptDuration'), style: share('RecalcStyleDuration'), layout: share('LayoutDuration'), processes: ((usedThen - used) * 100) / passed });
    }
    return found;
  } finally {
    await chromium.close();
    await gallery.close();
  }
}

async function worked(chromium) {
  const { metrics } = await chromium.devtools('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** Milliseconds of processor time that a process and all that it started have used. */
async function treeTime(root) {
  const parents = new Map();
  const times = new Map();
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    parents.set(Number(pid), Number(fields[1]));
    times.set(Number(pid), ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_A_SECOND);
  }
  const isWithin = (pid) => pid === root || (parents.has(pid) && parents.get(pid) !== 0 && isWithin(parents.get(pid)));
  return [...times].filter(([pid]) => isWithin(pid)).reduce((sum, [, time]) => sum + time, 0);
}

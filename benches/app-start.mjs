// How long the app takes from its start to the first code that a person can read, beside the window's own first
// paint in the same start: `node scripts/bench.mjs app-start`. Ratios hold on noisy machines, milliseconds do not.
import { readdir, readFile, readlink } from 'node:fs/promises';
import { App } from '../tests/e2e/driver/app.mjs';
import { Browser } from '../tests/e2e/driver/browser.mjs';
import { Desktop } from '../tests/e2e/driver/desktop.mjs';
import { switchOn } from '../tests/e2e/driver/linking.mjs';
import { createFirstAccount } from '../tests/e2e/driver/person.mjs';
import { until } from '../tests/e2e/driver/processes.mjs';
import { RunningServer } from '../tests/e2e/driver/server.mjs';

const STARTS = Number(process.env.COUNTERSIGN_BENCH_STARTS ?? 15);
const TICKS_A_SECOND = 100;

/** Starts the app again and again with one linked account and no network; prints medians and ratios. */
export async function appStart(binary) {
  const desktop = await Desktop.start('bench');
  const server = await RunningServer.start({ name: 'Northlake' });
  const browser = await Browser.open();
  const first = await App.open(desktop, { binary, server: server.origin });
  await createFirstAccount(browser, server);
  await switchOn(first, browser, server);
  await first.close();
  await browser.close();
  await server.close();

  const starts = [];
  for (let count = 0; count < STARTS; count += 1) {
    const app = await App.open(desktop, { binary });
    const page = await until('codes are shown', () =>
      app.page.execute(() => {
        const [paint] = performance.getEntriesByName('first-contentful-paint');
        const [codes] = performance.getEntriesByName('codes-shown');
        return paint && codes ? { origin: performance.timeOrigin, paint: paint.startTime, codes: codes.startTime } : null;
      }),
    );
    const began = await processStart(binary);
    starts.push({ page: page.origin - began, paint: page.origin + page.paint - began, codes: page.origin + page.codes - began });
    await app.close();
  }
  await (desktop.close?.() ?? desktop.stop());
  const median = (name) => starts.map((start) => start[name]).sort((a, b) => a - b)[Math.floor(starts.length / 2)];
  return { starts: starts.length, page: median('page'), paint: median('paint'), codes: median('codes') };
}

/** When the newest process of this program began, in milliseconds since 1970. */
async function processStart(binary) {
  const boot = Number(/^btime (\d+)$/m.exec(await readFile('/proc/stat', 'utf8'))[1]);
  let newest = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if ((await readlink(`/proc/${pid}/exe`).catch(() => '')) !== binary) continue;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    newest = Math.max(newest, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]));
  }
  return (boot + newest / TICKS_A_SECOND) * 1000;
}

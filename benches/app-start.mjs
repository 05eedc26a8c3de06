// How long the app takes from its start to the first code that a person can read, beside the window's own first
// paint in the same start: `node scripts/bench.mjs app-start`. Ratios hold on noisy machines, milliseconds do not.
import { App } from '../tests/e2e/driver/app.mjs';
import { Browser } from '../tests/e2e/driver/browser.mjs';
import { Desktop } from '../tests/e2e/driver/desktop.mjs';
import { switchOn } from '../tests/e2e/driver/linking.mjs';
import { createFirstAccount } from '../tests/e2e/driver/person.mjs';
import { until } from '../tests/e2e/driver/processes.mjs';
import { RunningServer } from '../tests/e2e/driver/server.mjs';
import { began, median, processesRunning } from './system.mjs';

const STARTS = Number(process.env.COUNTERSIGN_BENCH_STARTS ?? 15);

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
    const start = Math.max(...processesRunning(binary).map(began));
    starts.push({ page: page.origin - start, paint: page.origin + page.paint - start, codes: page.origin + page.codes - start });
    await app.close();
  }
  await (desktop.close?.() ?? desktop.stop());
  const middle = (name) => median(starts.map((start) => start[name]));
  return { starts: starts.length, page: middle('page'), paint: middle('paint'), codes: middle('codes') };
}

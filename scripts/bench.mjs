// `npm run bench`: measures, and prints ratios. `npm run bench -- app-start` does one of them.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cargoEnv, root, targetDirectory } from './setup/cargo.mjs';
import { FEATURES } from './setup/features.mjs';
import { npmPackages } from './setup/packages.mjs';
import { systemLibraries, systemPackages } from './setup/system.mjs';
import { main, run, say, step, Stop } from './setup/terminal.mjs';

const here = { cwd: root, env: cargoEnv };
/** Other authenticators that Debian has. They open without an account: less to show than ours. */
const OTHERS = ['otpclient', 'numberstation'];
const BENCHES = {
  server: () => run('cargo', ['bench', '-p', 'countersign-server'], here),
  vault: () => run('cargo', ['bench', '-p', 'countersign-vault'], here),
  'app-start': appStart,
  'cold-start': coldStart,
  search,
  scroll,
  idle,
  drawing,
};

await main(async () => {
  const wanted = process.argv.slice(2);
  for (const name of wanted) {
    if (!(name in BENCHES)) throw new Stop(`There is no benchmark ${name}: ${Object.keys(BENCHES).join(', ')}.`);
  }
  await systemLibraries('drive');
  await npmPackages();
  for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHES)) await step(`Measure: ${name}`, BENCHES[name]);
  process.exit(0);
});

async function appStart() {
  await run('npm', ['run', '--silent', 'build:ui'], here);
  // Nobody can drive a build for release, by design: what is compared here was built alike.
  await run('cargo', ['build', ...FEATURES], here);
  const programs = join(await targetDirectory(), 'debug');
  process.env.COUNTERSIGN_E2E_PROGRAMS = programs;
  // Loaded only now: it needs the npm packages, and the programs' place.
  const measure = await import('../benches/app-start.mjs');
  const { starts, page, paint, codes } = await measure.appStart(join(programs, 'countersign-app'));
  say(`  ${starts} starts, medians: page begins ${page.toFixed(0)} ms, first paint ${paint.toFixed(0)} ms, codes ${codes.toFixed(0)} ms`);
  say(`  codes are shown at ${(codes / paint).toFixed(2)} × the window's first paint`);
}

async function coldStart() {
  await systemPackages(OTHERS);
  await run('npm', ['run', '--silent', 'build:ui'], here);
  const features = ['--features', 'countersign-app/empty-window,tauri/custom-protocol'];
  await run('cargo', ['build', '--release', '-p', 'countersign-app', '-p', 'countersign-cli', '--bins', '--example', 'empty-window', ...features], here);
  const built = join(await targetDirectory(), 'release');
  const folder = await mkdtemp(join(tmpdir(), 'countersign-cold-'));
  const { twelveAccounts } = await import('../benches/accounts.mjs');
  const list = await twelveAccounts(folder);
  const measure = await import('../benches/cold-start.mjs');
  try {
    const programs = [
      { name: 'empty window', binary: join(built, 'examples', 'empty-window') },
      { name: 'codes without a script', binary: join(built, 'examples', 'empty-window'), args: ['codes'] },
      { name: 'the same without a card', binary: join(built, 'examples', 'empty-window'), args: ['codes'], env: drawnByItself() },
      { name: 'Countersign', binary: join(built, 'countersign-app') },
      ...OTHERS.map((name) => ({ name, binary: name })),
    ];
    const prepare = (desktop) => measure.fill(desktop, join(built, 'countersign-app'), join(built, 'countersign'), list);
    const measured = await measure.coldStart(programs, { prepare, pictures: process.env.COUNTERSIGN_BENCH_PICTURES });
    const [empty] = measured;
    for (const { name, painted, starts, memory } of measured) {
      const single = `${Math.min(...starts).toFixed(0)} to ${Math.max(...starts).toFixed(0)}`;
      say(`  ${name}: painted after ${painted.toFixed(0)} ms (${single}; ${(painted / empty.painted).toFixed(2)}), ${(memory / 2 ** 20).toFixed(0)} MB (${(memory / empty.memory).toFixed(2)})`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How the app tells WebKitGTK to draw where there is no graphics card. */
function drawnByItself() {
  const [, table = ''] = /BY_ITSELF[^=]+= \[(.+?)\];/s.exec(readFileSync(join(root, 'src-tauri/src/graphics.rs'), 'utf8')) ?? [];
  return Object.fromEntries([...table.matchAll(/\("(\w+)", "([^"]+)"\)/g)].map(([, name, value]) => [name, value]));
}

async function search() {
  // Loaded only now: it needs the npm packages.
  const measure = await import('../benches/search.mjs');
  const { usual, slowest } = await measure.comparing();
  say(`  10,000 accounts compared: median ${usual.toFixed(1)} ms, slowest text ${slowest.toFixed(1)} ms`);
  const laidOut = (await measure.laidOut()).sort((a, b) => a - b);
  say(`  until the rows are laid out: median ${laidOut[laidOut.length >> 1].toFixed(1)} ms, slowest ${laidOut.at(-1).toFixed(1)} ms`);
}

async function scroll() {
  const measure = await import('../benches/scroll.mjs');
  for (const { name, pace, frames, rough, holes, work } of await measure.frames()) {
    say(`  ${name}, ${pace} pixels a second: ${frames} frames, ${rough} not smooth, ${holes} with holes, ${work.toFixed(1)} ms of work for each`);
  }
}

async function idle() {
  const measure = await import('../benches/idle.mjs');
  const found = await measure.inChromium();
  const floor = found.find(({ scene }) => scene === 'one figure');
  for (const { scene, thread, processes } of found) {
    say(`  ${scene}: the page’s thread works ${thread.toFixed(2)} % of the time (${(thread / floor.thread).toFixed(1)} × one figure), all processes ${processes.toFixed(2)} %`);
  }
  await run('npm', ['run', '--silent', 'build:ui'], here);
  // As for the app's start: only builds for development can be driven.
  await run('cargo', ['build', ...FEATURES], here);
  process.env.COUNTERSIGN_E2E_PROGRAMS = join(await targetDirectory(), 'debug');
  const { list, figure, nothing } = await (await import('../benches/idle-window.mjs')).inWindow();
  say(`  in the app’s window, its web view: the list ${list.toFixed(1)} %, one figure ${figure.toFixed(1)} % (${(list / figure).toFixed(1)} ×), nothing ${nothing.toFixed(2)} %`);
}

async function drawing() {
  await run('npm', ['run', '--silent', 'build:ui'], here);
  await run('cargo', ['build', ...FEATURES], here);
  process.env.COUNTERSIGN_E2E_PROGRAMS = join(await targetDirectory(), 'debug');
  for (const { way, memory, paces } of await (await import('../benches/drawing.mjs')).ways()) {
    const told = paces.map(({ pace, frames, work }) => `${frames} frames in 4 s at ${pace} pixels a second, ${work.toFixed(1)} ms of work for each`);
    say(`  ${way}: ${(memory / 2 ** 20).toFixed(0)} MB; ${told.join('; ')}`);
  }
}

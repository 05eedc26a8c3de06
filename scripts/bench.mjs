// `npm run bench`: measures, and prints ratios. `npm run bench -- app-start` does one of them.
import { join } from 'node:path';
import { cargoEnv, root, targetDirectory } from './setup/cargo.mjs';
import { FEATURES } from './setup/features.mjs';
import { npmPackages } from './setup/packages.mjs';
import { systemLibraries } from './setup/system.mjs';
import { main, run, say, step, Stop } from './setup/terminal.mjs';

const here = { cwd: root, env: cargoEnv };
const BENCHES = {
  server: () => run('cargo', ['bench', '-p', 'countersign-server'], here),
  vault: () => run('cargo', ['bench', '-p', 'countersign-vault'], here),
  'app-start': appStart,
  search,
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

async function search() {
  // Loaded only now: it needs the npm packages.
  const measure = await import('../benches/search.mjs');
  const { usual, slowest } = await measure.comparing();
  say(`  10,000 accounts compared: median ${usual.toFixed(1)} ms, slowest text ${slowest.toFixed(1)} ms`);
  const laidOut = (await measure.laidOut()).sort((a, b) => a - b);
  say(`  until the rows are laid out: median ${laidOut[laidOut.length >> 1].toFixed(1)} ms, slowest ${laidOut.at(-1).toFixed(1)} ms`);
}

// `npm test`: sets up what the tests need, and passes them all.
import { readdir } from 'node:fs/promises';
import { cargoEnv, root } from './setup/cargo.mjs';
import { FEATURES } from './setup/features.mjs';
import { npmPackages } from './setup/packages.mjs';
import { systemLibraries } from './setup/system.mjs';
import { main, run, slowest, step } from './setup/terminal.mjs';
import { toolchains } from './setup/toolchain.mjs';

/** So many files of stories are told at once: each has a screen, a bus and servers of its own, and mostly waits. */
const SIDE_BY_SIDE = 2;

await main(async () => {
  await toolchains();
  await systemLibraries('drive');
  await npmPackages();
  const here = { cwd: root, env: cargoEnv };
  await step('UI: unit tests', () => run('npm', ['run', '--silent', 'test:ui'], here));
  await step('UI: build', () => run('npm', ['run', '--silent', 'build:ui'], here));
  await step('UI: what the window loads before it shows anything', () => run(process.execPath, ['ui/tests/budget.mjs'], here));
  await step('UI: the pages as they are built, in Chromium', () => run(process.execPath, ['ui/tests/opening.mjs'], here));
  await step('Rust: build the tests, the server and the app', () =>
    run('cargo', ['test', ...FEATURES, '--no-run'], here));
  await step('Rust: tests of all crates', () => run('cargo', ['test', ...FEATURES, '--no-fail-fast'], here));
  await step('UI: every screen in every state, by axe, and as it was kept', () => run(process.execPath, ['ui/tests/pictures.mjs'], here));
  await step('Conformance: an independent client in Python against the real server', () =>
    run(process.execPath, ['tests/conformance/run.mjs'], here));
  await step('End to end: the real window, a real browser, the real server', async () =>
    run(process.execPath, ['--test', `--test-concurrency=${SIDE_BY_SIDE}`, '--test-reporter=spec', ...(await stories())], here));
  slowest();
});

/** The stories by name: from Node 22 on the test runner takes no folder. */
async function stories() {
  const names = await readdir(new URL('tests/e2e/stories/', root));
  return names.filter((name) => name.endsWith('.test.mjs')).sort().map((name) => `tests/e2e/stories/${name}`);
}

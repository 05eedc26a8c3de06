// `npm test`: sets up what the tests need, and passes them all.
import { cargoEnv, root } from './setup/cargo.mjs';
import { npmPackages } from './setup/packages.mjs';
import { systemLibraries } from './setup/system.mjs';
import { main, run, slowest, step } from './setup/terminal.mjs';
import { toolchains } from './setup/toolchain.mjs';

await main(async () => {
  await toolchains();
  await systemLibraries('drive');
  await npmPackages();
  const here = { cwd: root, env: cargoEnv };
  await step('UI: unit tests', () => run('npm', ['run', '--silent', 'test:ui'], here));
  await step('UI: build', () => run('npm', ['run', '--silent', 'build:ui'], here));
  await step('Build the server and the app that the end-to-end tests drive', async () => {
    await run('cargo', ['build', '-p', 'countersign-server'], here);
    await run('cargo', ['build', '-p', 'countersign-app', '--features', 'development,custom-protocol'], here);
  });
  await step('Rust: tests of all crates', () => run('cargo', ['test', '--workspace', '--features', 'development'], here));
  await step('End to end: the real window, a real browser, the real server', () =>
    run(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', 'tests/e2e/stories/'], here));
  slowest();
});

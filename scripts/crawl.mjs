// `npm run crawl`: a public scanner (wapiti) goes through a throw-away server, over TLS, as a stranger and signed in.
// Anything above informational fails. It takes some minutes.
import { join } from 'node:path';
import { here as suite, prepare, programs, server } from '../tests/conformance/environment.mjs';
import { cargoEnv, root } from './setup/cargo.mjs';
import { FEATURES } from './setup/features.mjs';
import { systemLibraries } from './setup/system.mjs';
import { main, run, step } from './setup/terminal.mjs';
import { toolchains } from './setup/toolchain.mjs';

await main(async () => {
  await toolchains();
  await systemLibraries('build');
  const here = { cwd: root, env: cargoEnv };
  await step('Build the server', () => run('cargo', ['build', ...FEATURES, '-p', 'countersign-server'], here));
  await step('Crawl', async () => {
    const python = prepare('conformance-venv', 'requirements.txt');
    prepare('crawl-venv', 'requirements-crawl.txt');
    await run(python, [join(suite, 'crawl.py'), server, join(programs('crawl-venv'), 'wapiti')], here);
  });
});

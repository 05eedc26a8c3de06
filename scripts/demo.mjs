// `npm run demo`: plays the whole story by itself, in a real window and a real browser, and leaves pictures and a
// film strip in demo/.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filmStrip } from './demo/film-strip.mjs';
import { cargoEnv, root } from './setup/cargo.mjs';
import { FEATURES } from './setup/features.mjs';
import { npmPackages } from './setup/packages.mjs';
import { systemLibraries } from './setup/system.mjs';
import { bold, dim, main, run, say, step } from './setup/terminal.mjs';
import { toolchains } from './setup/toolchain.mjs';

const folder = fileURLToPath(new URL('demo/', root));

await main(async () => {
  await toolchains();
  await systemLibraries('drive');
  await npmPackages();
  const here = { cwd: root, env: cargoEnv };
  await step('Build the UI', () => run('npm', ['run', '--silent', 'build:ui'], here));
  await step('Build the server and the app', () => run('cargo', ['build', ...FEATURES], here));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // Loaded only now: the driver needs the npm packages.
  const { steps } = await import('../tests/e2e/driver/steps.mjs');
  const { tellStory } = await import('./demo/story.mjs');
  steps.on('end', (name, ms, error) =>
    say(`  ${dim(`${(ms / 1000).toFixed(1).padStart(5)} s`)}  ${name}${error ? `: ${error.message}` : ''}`));
  say(bold('The story'));
  const frames = await tellStory(folder);
  const strip = await filmStrip(frames, join(folder, 'film-strip.png'));
  say(`${bold('Pictures')}  ${frames.length} in demo/, all on one sheet in ${strip}`);
  process.exit(0);
});

// `npm run pictures`: makes the pictures of README and docs anew, from the story of the demo.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embedded, sheet } from './demo/film-strip.mjs';
import { tellStory } from './demo/story.mjs';
import { cargoEnv, root } from './setup/cargo.mjs';
import { FEATURES } from './setup/features.mjs';
import { main, run, step } from './setup/terminal.mjs';

const folder = fileURLToPath(new URL('docs/pictures/', root));

await main(async () => {
  const here = { cwd: root, env: cargoEnv };
  await step('Build', async () => {
    await run('npm', ['run', '--silent', 'build:ui'], here);
    await run('cargo', ['build', ...FEATURES], here);
  });
  const scratch = await mkdtemp(join(tmpdir(), 'countersign-pictures-'));
  try {
    const frames = await step('Play the story', () => tellStory(scratch));
    await mkdir(folder, { recursive: true });
    await step('docs/pictures/sign-in.png', () => signIn(frames, scratch));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  process.exit(0);
});

/** The page waits, the app asks, the page goes on. */
async function signIn(frames, scratch) {
  const find = (id) => frames.find((frame) => frame.id === id);
  const images = await Promise.all([find('question').page, find('question').app, find('in').page].map(embedded));
  const body = `<div style="display:flex;gap:24px;align-items:center;justify-content:center">${images.join('')}</div>`;
  const drawn = await sheet(body, join(scratch, 'sign-in.png'), 1360);
  await run('cp', [drawn, join(folder, 'sign-in.png')]);
}

// axe on whatever a window shows.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { until } from './processes.mjs';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds serious or critical on the screen, one line each; empty is good. */
export async function barriers(window) {
  if (!(await window.page.execute(() => 'axe' in globalThis))) await window.page.execute(source);
  let found = [];
  // A screen that is still fading in has no contrast yet: what stays is looked for.
  await until('no barriers are found', async () => {
    found = await look(window);
    return found.length === 0;
  }, 3000).catch(() => {});
  return found;
}

async function look(window) {
  const found = await window.page.executeAsync((done) => {
    globalThis.axe
      .run(document, { resultTypes: ['violations'] })
      .then((result) => done(result.violations))
      .catch((error) => done([{ id: String(error), impact: 'critical', help: '', nodes: [] }]));
  });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => `${node.target.join(' ')} ${node.html}`).join(', ')}`);
}

/** Fails where axe finds something serious on the screen. */
export async function assertNoBarriers(window, screen) {
  assert.deepEqual(await barriers(window), [], screen);
}

// Builds the gallery and serves it on the loopback interface, under the policy of the app's own window.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build, preview } from 'vite';

import { freePort } from '../../tests/e2e/driver/ports.mjs';

const configFile = fileURLToPath(new URL('vite.config.ts', import.meta.url));
const configuration = new URL('../../tauri.conf.json', import.meta.url);

/** The gallery's address, and how it ends. */
export async function openGallery() {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-gallery-'));
  const built = { configFile, logLevel: 'error', build: { outDir: folder } };
  await build(built);
  const { app } = JSON.parse(await readFile(configuration, 'utf8'));
  const server = await preview({
    ...built,
    preview: {
      port: await freePort(),
      host: '127.0.0.1',
      headers: { 'Content-Security-Policy': app.security.csp },
    },
  });
  return {
    address: server.resolvedUrls.local[0],
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

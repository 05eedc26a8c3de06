// Builds the gallery of all screens. It is for the tests alone: the product's bundle knows nothing of it.
import { fileURLToPath } from 'node:url';

import { mergeConfig } from 'vite';

import product from '../../vite.config.ts';
import { drawn } from './drawn.ts';
import { mirrored } from './mirrored.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default mergeConfig(product, {
  root: here('gallery'),
  plugins: [mirrored(), drawn()],
  cacheDir: here('pictures/.vite'),
  server: { port: 1421 },
  build: { outDir: here('pictures/gallery'), emptyOutDir: true, chunkSizeWarningLimit: 2000 },
});

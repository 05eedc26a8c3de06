// Builds the window's pages from ui/ into ui/dist.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';

import { catalogs } from './ui/catalogs.config.ts';
import { digits } from './ui/digits.config.ts';
import { icons } from './ui/icons.config.ts';
import { licenses } from './ui/licenses.config.ts';
import { messages } from './ui/messages.config.ts';
import { services } from './ui/services.config.ts';
import { begun, groups } from './ui/start.config.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const [, version = ''] = /^version = "(.+)"$/m.exec(readFileSync(here('Cargo.toml'), 'utf8')) ?? [];

export default defineConfig({
  root: here('ui'),
  plugins: [paraglideVitePlugin(messages), catalogs(), digits(), icons(), tailwindcss(), svelte({ configFile: here('svelte.config.js') }), services(), licenses(), begun()],
  define: { __APP_VERSION__: JSON.stringify(version) },
  cacheDir: here('node_modules/.vite'),
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  // Found one by one they would make the first window load twice, and stay empty in between.
  optimizeDeps: { exclude: ['@lucide/svelte'], include: ['@tauri-apps/api/core', '@tauri-apps/api/event'] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['es2022', 'safari16.4'],
    cssTarget: 'safari16.4',
    // It would ask for the files in a way that the window's policy forbids; where it is needed, they load a moment later.
    // Scripts bring what they import by themselves; their names would be a part of what is loaded first.
    modulePreload: { polyfill: false, resolveDependencies: (_, files) => files.filter((file) => file.endsWith('.css')) },
    rolldownOptions: { output: { codeSplitting: { groups: groups() } } },
  },
  test: { include: ['src/**/*.test.ts', 'tests/**/*.test.mjs'], environment: 'node', setupFiles: ['tests/words.ts'] },
});

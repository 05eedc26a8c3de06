/** Which components the gallery draws: each says its name to `window.drawn` when it comes to life. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Plugin } from 'vite';

const source = fileURLToPath(new URL('../src/', import.meta.url));
const INSTANCE = /<script lang="ts"(?: generics="[^"]*")?>/;

/** Only in the gallery's build: no product counts what it draws. */
export function drawn(): Plugin {
  return {
    name: 'drawn',
    enforce: 'pre',
    transform(code, id) {
      if (!id.startsWith(source) || !id.endsWith('.svelte')) return null;
      const say = `(globalThis.drawn ??= new Set()).add(${JSON.stringify(relative(source, id))});`;
      return INSTANCE.test(code) ? code.replace(INSTANCE, (tag) => tag + say) : `<script lang="ts">${say}</script>${code}`;
    },
  };
}

// What the window loads before it shows anything: the files that its first ones import, and those that these do.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('src', import.meta.url));

/** What a file of ours brings with it at once. What it imports later on, or for its types alone, is not among it. */
const IMPORTS = /(?:^|\n)\s*(?:import|export)\s+(?!type\b)(?:[^'"();]*?\sfrom\s*)?'(\.[^']+)'/g;

/** The files of ours that the window loads before it shows anything. */
export function atStart(): string[] {
  const found = new Set<string>();
  const open = [join(source, 'main.ts')];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file) || !/\.(svelte|ts)$/.test(file)) continue;
    found.add(file);
    const here = dirname(file);
    open.push(...[...readFileSync(file, 'utf8').matchAll(IMPORTS)].map(([, path = '']) => onDisk(resolve(here, path))));
  }
  return [...found];
}

/** The file that an import means. */
function onDisk(path: string) {
  return existsSync(path) ? path : `${path}.ts`;
}

/** Few files instead of a hundred small ones: one for the start, one for each feature, one for what they share. */
export function groups() {
  const first = new Set(atStart());
  const isFirst = (id: string) => first.has(id.split('?')[0] ?? '') || /node_modules.(svelte|@tauri-apps|clsx|esm-env)./.test(id);
  const featureOf = (id: string) => /features.([\w-]+)./.exec(id)?.[1] ?? null;
  return [
    { name: 'window', test: isFirst, priority: 2 },
    { name: featureOf, test: /ui.src.features./, priority: 1 },
    { name: 'shared', test: /ui.src.(?!i18n)|@lucide/, minShareCount: 2 },
  ];
}

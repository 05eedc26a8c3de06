// What the window loads before it shows anything: the first script, and the one that draws; each with the files that it
// imports, and those that these do.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { normalizePath, type Plugin } from 'vite';

const source = fileURLToPath(new URL('src', import.meta.url));

/** What a file of ours brings with it at once. What it imports later on, or for its types alone, is not among it. */
const IMPORTS = /(?:^|\n)\s*(?:import|export)\s+(?!type\b)(?:[^'"();]*?\sfrom\s*)?'(\.[^']+)'/g;

/** Loaded by the page, and by nothing else. */
const FIRST = inSource('main.ts');
/** Loaded at the same time, because the page names it, and run by the first. */
const WINDOW = inSource('window.ts');

/** The files of ours that the window loads before it shows anything. */
export function atStart(): string[] {
  return withImports(FIRST, WINDOW);
}

function withImports(...files: string[]): string[] {
  const found = new Set<string>();
  const open = [...files];
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
  return normalizePath(existsSync(path) ? path : `${path}.ts`);
}

/** Written as Vite writes it on every system. */
function inSource(file: string) {
  return normalizePath(join(source, file));
}

/** Few files instead of a hundred small ones: two for the start, one for each feature, one for what they share. */
export function groups() {
  const small = new Set(withImports(FIRST));
  const first = new Set(atStart());
  const isAmong = (files: Set<string>, id: string) => files.has(id.split('?')[0] ?? '');
  const featureOf = (id: string) => /features.([\w-]+)./.exec(id)?.[1] ?? null;
  return [
    // The rules of plurals, for words of any language, are two lines; what a bundle needs of its own is three.
    { name: 'first', test: (id: string) => isAmong(small, id) || /paraglide.registry|rolldown.runtime/.test(id), priority: 3 },
    { name: 'window', test: (id: string) => isAmong(first, id) || /node_modules.(svelte|clsx|esm-env)./.test(id), priority: 2 },
    { name: featureOf, test: /ui.src.features./, priority: 1 },
    { name: 'shared', test: /ui.src.(?!i18n)|@lucide/, minShareCount: 2 },
  ];
}

/** Names the window's script and styles in the page, so that they need not wait until the first script asks for them. */
export function begun(): Plugin {
  return {
    name: 'begun',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {} }) => {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const having = (file: string) => chunks.find(({ moduleIds }) => moduleIds.includes(file));
        // Nothing is bundled while the pages are worked on, and the gallery draws by a script of its own.
        if (!having(FIRST)) return [];
        const script = having(WINDOW);
        if (!script) throw new Error('the script that draws is in no file of the build');
        const all = chunks.filter(({ fileName, moduleIds }) => !moduleIds.includes(FIRST) && [script.fileName, ...script.imports].includes(fileName));
        const styles = all.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
        const link = (rel: string, file: string) => ({ tag: 'link', attrs: { rel, crossorigin: true, href: `/${file}` }, injectTo: 'head' as const });
        return [...all.map(({ fileName }) => link('modulepreload', fileName)), ...styles.map((file) => link('stylesheet', file))];
      },
    },
  };
}

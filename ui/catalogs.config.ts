// Cuts the messages of each language in two: those that the start can show, and all others. The window loads them for
// the one language that it speaks, and the others only when it has time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Plugin } from 'vite';

import { atStart } from './start.config.ts';

const i18n = fileURLToPath(new URL('src/i18n', import.meta.url));
const { locales }: { locales: string[] } = JSON.parse(readFileSync(join(i18n, 'project.inlang/settings.json'), 'utf8'));

/**
 * Gives `virtual:catalogs`: for each language two functions that load its messages. It also puts the catalog that is
 * spoken now in the place of Paraglide's own index, which would bring every language at once.
 */
export function catalogs(): Plugin {
  let first = new Set<string>();
  return {
    name: 'catalogs',
    enforce: 'pre',
    buildStart: () => {
      // What can go wrong has many words; they follow when the first of them is wanted.
      const files = atStart().filter((file) => !file.endsWith('errors.ts'));
      first = new Set(files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bm\.(\w+)/g)].map(([, key = '']) => key)));
    },
    resolveId: (id) => (id.startsWith('virtual:catalog') ? `\0${id}` : null),
    load: (id) => {
      const [path = '', query] = id.split('?');
      if (path === join(i18n, 'paraglide/messages.js')) return "export { m } from '../catalog.svelte.ts';";
      if (path === join(i18n, 'paraglide/registry.js')) return PLURAL;
      // The same file twice, so that each half holds what it needs and no more.
      if (query?.startsWith('catalog-')) return readFileSync(path, 'utf8');
      if (path === '\0virtual:catalogs') return index();
      const [, locale, part] = /^\0virtual:catalog\/(\w+)\/(\w+)$/.exec(path) ?? [];
      return locale && part ? half(locale, part) : null;
    },
  };

  function half(locale: string, part: string) {
    const keys = Object.keys(JSON.parse(readFileSync(join(i18n, `messages/${locale}.json`), 'utf8')));
    const wanted = keys.filter((key) => key !== '$schema' && first.has(key) === (part === 'start'));
    const file = join(i18n, `paraglide/messages/${locale}.js`);
    return `export { ${wanted.join(', ')} } from ${JSON.stringify(`${file}?catalog-${part}`)};`;
  }
}

/** Paraglide's own makes the rules anew for each text, and a list says how many seconds are left in each row. */
const PLURAL = `const rules = {};
export const plural = (locale, count) => (rules[locale] ??= new Intl.PluralRules(locale)).select(Number(count));`;

function index() {
  const one = (locale: string, part: string) => `${part}: () => import('virtual:catalog/${locale}/${part}')`;
  return `export const catalogs = { ${locales.map((locale) => `${locale}: { ${one(locale, 'start')}, ${one(locale, 'rest')} }`).join(', ')} };`;
}

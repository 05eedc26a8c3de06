// The app's own icons for services, cut out of Simple Icons: those that `services.txt` lists, each as one path.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import * as drawings from 'simple-icons';
import type { SimpleIcon } from 'simple-icons';
import type { Plugin } from 'vite';

import type { Service } from './src/features/icons/matching';

const list = fileURLToPath(new URL('services.txt', import.meta.url));
/** Others ask for something in return, such as a notice beside each icon. Where none is named, the project's CC0 holds. */
const FREE = 'CC0-1.0';
const LINE = /^([a-z0-9]+): (\S.*)$/;

/** Gives `virtual:services`: in a file of its own, which the window loads after it has shown the accounts. */
export function services(): Plugin {
  const name = 'virtual:services';
  return {
    name: 'services',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load(id) {
      if (id !== `\0${name}`) return null;
      this.addWatchFile(list);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(gather(readFileSync(list, 'utf8'))))});`;
    },
  };
}

/** The services of a list, drawn. It throws at whatever is wrong with the list. */
export function gather(text: string): Service[] {
  const known = new Map<string, SimpleIcon>(Object.values(drawings).map((icon) => [icon.slug, icon]));
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const names = lines.map((line) => {
    const [, name = '', others = ''] = LINE.exec(line) ?? [];
    return { name, others: others.split(', ') };
  });
  return names.map(({ name, others }, at) => {
    const icon = known.get(name);
    const wrong = (what: string) => new Error(`ui/services.txt: ${lines[at] ?? ''}: ${what}`);
    if (!icon) throw wrong('Simple Icons has none of this name');
    if (icon.license && icon.license.type !== FREE) throw wrong(`its license is ${icon.license.type}`);
    if (at > 0 && name <= (names[at - 1]?.name ?? '')) throw wrong('the lines are not sorted');
    return { name, title: icon.title, path: icon.path, others };
  });
}

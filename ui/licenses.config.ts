// The licenses of everything that the app is made of, for its page about itself: gathered anew for each build from
// what Cargo and npm really have, so that nothing has to be kept up to date by hand.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Plugin } from 'vite';

import type { License } from './src/features/settings/licenses';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What the window's pages and the rescue page are built from. What only builds or tests them is not in them. */
const PAGES = [
  '@tauri-apps/api', 'svelte', '@lucide/svelte', 'simple-icons', '@inlang/paraglide-js', 'tailwindcss', '@noble/hashes', '@scure/base',
  '@scure/bip39', 'age-encryption',
];
/** Tools that share a package with what is built in: the pages hold none of it. */
const TOOLS = new Set(['@inlang/sdk', '@inlang/recommend-sherlock', 'commander', 'consola', 'json5', 'unplugin']);
const TEXTS = /^(licen[cs]e|copying|unlicense|notice)/i;

interface Cargo {
  packages: { id: string; name: string; version: string; license: string | null; manifest_path: string; source: string | null }[];
  resolve: { nodes: { id: string; deps: { pkg: string; dep_kinds: { kind: string | null }[] }[] }[] };
}

interface Npm {
  name: string;
  version: string;
  license?: string;
  dependencies?: Record<string, string>;
}

/** Gives `virtual:licenses`: loaded only when somebody opens that page. */
export function licenses(): Plugin {
  const name = 'virtual:licenses';
  return {
    name: 'licenses',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) => {
      if (id !== `\0${name}`) return null;
      const all = [...crates(), ...pages()].sort((one, other) => (one.name < other.name ? -1 : 1));
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(packed(all)))});`;
    },
  };
}

/** Each text once: hundreds of packages have the same. */
function packed(all: License[]) {
  const texts: string[] = [];
  const place = (text: string) => {
    const at = texts.indexOf(text);
    return at < 0 ? texts.push(text) - 1 : at;
  };
  return { packages: all.map(({ texts: own, ...rest }) => ({ ...rest, texts: own.map(place) })), texts };
}

/** The crates that are linked into the app and the command line, on any system. */
function crates(): License[] {
  const run = (...more: string[]) =>
    execFileSync('cargo', ['metadata', '--format-version', '1', '--locked', ...more], { cwd: root, maxBuffer: 1 << 28, encoding: 'utf8' });
  const { packages, resolve }: Cargo = JSON.parse(run());
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const found = new Set<string>();
  const open = packages.filter(({ name }) => name === 'countersign-app' || name === 'countersign-cli').map(({ id }) => id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    const linked = nodes.get(id)?.deps.filter(({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === null)) ?? [];
    open.push(...linked.map(({ pkg }) => pkg));
  }
  return packages
    .filter(({ id, source }) => source !== null && found.has(id))
    .map(({ name, version, license, manifest_path }) => of(name, version, license, dirname(manifest_path)));
}

/** The npm packages that the pages are built from, with what these need. */
function pages(): License[] {
  const found = new Map<string, License>();
  const open = PAGES.map((name) => ({ name, from: root }));
  for (let next = open.pop(); next; next = open.pop()) {
    const folder = find(next.name, next.from);
    if (folder === null || found.has(folder) || TOOLS.has(next.name)) continue;
    const npm: Npm = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    found.set(folder, of(npm.name, npm.version, npm.license ?? null, folder));
    open.push(...Object.keys(npm.dependencies ?? {}).map((name) => ({ name, from: folder })));
  }
  return [...found.values()];
}

/** Where a package lies that another one asks for. */
function find(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const here = join(folder, 'node_modules', name);
    if (existsSync(join(here, 'package.json'))) return here;
    if (folder === dirname(folder)) return null;
  }
}

function of(name: string, version: string, license: string | null, folder: string): License {
  const files = readdirSync(folder, { withFileTypes: true }).filter((file) => file.isFile() && TEXTS.test(file.name));
  const texts = files.map((file) => readFileSync(join(folder, file.name), 'utf8').replaceAll('\r\n', '\n').trim());
  // Where the package does not name it, its text begins with the name.
  return { name, version, license: license ?? texts[0]?.split('\n')[0] ?? '', texts };
}

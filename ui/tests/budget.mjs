// How much the window loads: `node ui/tests/budget.mjs`. What it needs before it can show codes, a question or the lock,
// in the language that takes most, must stay below the budget. What comes later, when it is wanted or when there is
// time, is told as well.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build, parseAst } from 'vite';

/** Bytes of JavaScript and CSS, packed by gzip, without fonts and pictures. */
const BUDGET = 90_000;
const LISTED = 12;

const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
/** The licences' texts are loaded on their own page, and to gather them takes long. */
const plain = { name: 'no licenses', enforce: 'pre', load: (id) => (id === '\0virtual:licenses' ? 'export default { packages: [], texts: [] };' : null) };
const { output } = await build({ configFile, logLevel: 'error', plugins: [plain], build: { write: false } });

const isCode = ({ fileName }) => /\.(js|css)$/.test(fileName);
const files = new Map(output.filter(isCode).map((file) => [file.fileName, packed(file.code ?? file.source)]));
const chunks = new Map(output.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
const words = (part) => [...chunks.values()].filter(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`?catalog-${part}`)));
const languages = [...words('start'), ...words('rest')];

const having = (file) => [...chunks.values()].find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/ui/src/${file}`)));
const [first, drawing] = [having('main.ts'), having('window.ts')];
const start = withAll([first, drawing, most(words('start'))]);
const whole = [...files.keys()].filter((name) => !name.includes('licenses') && !languages.some(({ fileName }) => fileName === name));
const all = new Set([...whole, ...withAll([most(words('start')), most(words('rest'))])]);

console.log(`the start: ${told(sum(start))} of ${told(BUDGET)}; everything in one language: ${told(sum(all))}`);
if (first === drawing) throw new Error('the first script is not by itself');
// Others import of it while it runs: if it waited for one of them, both would wait for ever.
if (waits(parseAst(first.code))) throw new Error('the first script waits at its top level');
if (words('start').length < 2) throw new Error('the start’s words of each language are not in chunks of their own');
if (sum(start) > BUDGET) {
  console.error('The window loads too much before it shows anything. Its biggest parts, each packed alone:');
  for (const [name, size] of biggest().slice(0, LISTED)) console.error(`  ${told(size).padStart(8)}  ${name}`);
  console.error('Load what most people do not need at once when it is wanted: ui/src/views/parts.svelte.ts.');
  process.exitCode = 1;
}

/** Whether a part of a script waits, outside of any function. */
function waits(node) {
  if (node === null || typeof node !== 'object' || /Function|Method|PropertyDefinition/.test(node.type)) return false;
  return node.type === 'AwaitExpression' || Object.values(node).flat().some(waits);
}

/** The files of these chunks, of those that they cannot do without, and their styles. */
function withAll(some) {
  const found = new Set();
  const open = some.map(({ fileName }) => fileName);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const { imports = [], viteMetadata } = chunks.get(name) ?? {};
    open.push(...imports, ...(viteMetadata?.importedCss ?? []));
  }
  return found;
}

function most(some) {
  return some.toSorted((a, b) => files.get(b.fileName) - files.get(a.fileName))[0];
}

/** What the start is made of, by package and by file of ours. */
function biggest() {
  const parts = new Map();
  const add = (name, size) => parts.set(name, (parts.get(name) ?? 0) + size);
  for (const file of start) {
    const chunk = chunks.get(file);
    if (!chunk) add(file, files.get(file));
    for (const [id, { code }] of Object.entries(chunk?.modules ?? {})) if (code) add(nameOf(id), packed(code));
  }
  return [...parts].sort(([, a], [, b]) => b - a);
}

function nameOf(id) {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id) ?? [];
  return name ?? id.replace(fileURLToPath(new URL('../../', import.meta.url)), '').replaceAll('\0', '');
}

function packed(text) {
  return gzipSync(text).length;
}

function sum(names) {
  return [...names].reduce((total, name) => total + (files.get(name) ?? 0), 0);
}

function told(bytes) {
  return `${(bytes / 1000).toFixed(1)} KB`;
}

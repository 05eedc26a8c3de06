// Small programs in C that a story needs, made once a run.
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './processes.mjs';

const made = new Map();

/** The program of this source beside us, with these libraries by the names of pkg-config or of the linker (`-lX11`). */
export function programOf(name, libraries) {
  if (!made.has(name)) made.set(name, make(name, libraries));
  return made.get(name);
}

async function make(name, libraries) {
  const folder = await mkdtemp(join(tmpdir(), `countersign-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  const packages = libraries.filter((library) => !library.startsWith('-'));
  const flags = packages.length > 0 ? await output('pkg-config', ['--cflags', '--libs', ...packages]) : '';
  const linked = libraries.filter((library) => library.startsWith('-'));
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url));
  await output('cc', ['-O1', '-o', file, source, ...flags.split(/\s+/).filter(Boolean), ...linked]);
  return file;
}

async function output(program, args) {
  const started = start(program, args);
  if ((await started.end) !== 0) throw new Error(started.text);
  return started.text;
}

// The Python environments of the suite: made once, and anew when their requirements change.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '..', '..');
export const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');
export const server = join(target, 'debug', process.platform === 'win32' ? 'countersign-server.exe' : 'countersign-server');

/** Ends with a sentence that says what to do. */
export function give(sentence, detail = '') {
  console.error(`conformance: ${sentence}${detail && `\n${detail.trim()}`}`);
  process.exit(1);
}

/** Runs a program quietly; its words count only when it fails. */
function quietly(program, args, sentence) {
  const ran = spawnSync(program, args, { encoding: 'utf8' });
  if (ran.status !== 0) give(sentence, `${ran.stdout ?? ''}${ran.stderr ?? ran.error?.message ?? ''}`);
}

/** The folder of an environment's programs. */
export const programs = (name) => join(target, name, process.platform === 'win32' ? 'Scripts' : 'bin');

/** Makes the environment, unless it is there with exactly these requirements; answers its Python. */
export function prepare(name, file) {
  const requirements = join(here, file);
  const environment = join(target, name);
  const python = join(programs(name), process.platform === 'win32' ? 'python.exe' : 'python');
  const mark = join(environment, 'requirements.sha256');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(python) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return python;
  rmSync(environment, { recursive: true, force: true });
  const without = 'needs Python 3.10 or later with venv. On Debian and Ubuntu: apt install python3-venv';
  quietly('python3', ['-c', 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10)'], without);
  console.log(`conformance: preparing ${environment}`);
  quietly('python3', ['-m', 'venv', environment], without);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
  quietly(python, install, `the packages of ${file} cannot be installed`);
  writeFileSync(mark, wanted);
  return python;
}

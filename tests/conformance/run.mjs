// Runs the conformance suite: makes its Python environment once, then passes everything on to pytest.
//
//   node tests/conformance/run.mjs [--tls] [--server URL --user NAME] [pytest's own arguments]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');
const environment = join(target, 'conformance-venv');
const server = join(target, 'debug', process.platform === 'win32' ? 'countersign-server.exe' : 'countersign-server');
const python = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const requirements = join(here, 'requirements.txt');
const mark = join(environment, 'requirements.sha256');

/** Ends with a sentence that says what to do. */
function give(sentence, detail = '') {
  console.error(`conformance: ${sentence}${detail && `\n${detail.trim()}`}`);
  process.exit(1);
}

/** Runs a program quietly; its words count only when it fails. */
function quietly(program, args, sentence) {
  const ran = spawnSync(program, args, { encoding: 'utf8' });
  if (ran.status !== 0) give(sentence, `${ran.stdout ?? ''}${ran.stderr ?? ran.error?.message ?? ''}`);
}

/** Makes the environment, unless it is there with exactly these requirements. */
function prepare() {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(python) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  rmSync(environment, { recursive: true, force: true });
  const without = 'needs Python 3.10 or later with venv. On Debian and Ubuntu: apt install python3-venv';
  quietly('python3', ['-c', 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10)'], without);
  console.log(`conformance: preparing ${environment}`);
  quietly('python3', ['-m', 'venv', environment], without);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
  quietly(python, install, 'the packages of requirements.txt cannot be installed');
  writeFileSync(mark, wanted);
}

prepare();
const pytest = ['-m', 'pytest', '--rootdir', here, '-c', join(here, 'pytest.ini'), here];
const args = [...pytest, '--binary', server, ...process.argv.slice(2)];
// Compiled files beside the packages, not among the sources.
const env = { ...process.env, PYTHONPYCACHEPREFIX: join(environment, 'pycache') };
const ran = spawnSync(python, args, { cwd: root, stdio: 'inherit', env });
process.exit(ran.status ?? 1);

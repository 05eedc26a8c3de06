// Runs the conformance suite: makes its Python environment once, then passes everything on to pytest.
//
//   node tests/conformance/run.mjs [--tls] [--server URL --user NAME] [pytest's own arguments]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { here, prepare, root, server, target } from './environment.mjs';

const python = prepare('conformance-venv', 'requirements.txt');
const pytest = ['-m', 'pytest', '--rootdir', here, '-c', join(here, 'pytest.ini'), here];
const args = [...pytest, '--binary', server, ...process.argv.slice(2)];
// Compiled files and notes beside the packages, not among the sources.
const kept = join(target, 'conformance-venv');
const env = {
  ...process.env,
  PYTHONPYCACHEPREFIX: join(kept, 'pycache'),
  HYPOTHESIS_STORAGE_DIRECTORY: join(kept, 'hypothesis'),
};
const ran = spawnSync(python, args, { cwd: root, stdio: 'inherit', env });
process.exit(ran.status ?? 1);

// Programs that a script starts and ends with itself.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

const running = new Set();

/** Starts a program in a process group of its own. With `log` its output goes to that file, else to the terminal. */
export function begin(program, args, { env, cwd, log } = {}) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: log ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  const begun = { program, child, code: undefined };
  if (log) {
    const file = createWriteStream(log, { flags: 'a' });
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
  }
  begun.ended = new Promise((resolve) => {
    child.on('error', (error) => resolve((begun.code = error.code)));
    child.on('close', (code, signal) => resolve((begun.code = signal ?? code)));
  }).finally(() => running.delete(begun));
  running.add(begun);
  return begun;
}

/** Asks everything that still runs to end, and makes it after five seconds. */
export async function endAll() {
  const all = [...running];
  all.forEach((begun) => signal(begun, 'SIGTERM'));
  const late = setTimeout(() => all.forEach((begun) => signal(begun, 'SIGKILL')), 5000);
  await Promise.all(all.map((begun) => begun.ended));
  clearTimeout(late);
}

/** Ends everything when the person presses Ctrl-C or the terminal closes, then calls `after`. */
export function endWithTheTerminal(after) {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(name, () => void endAll().then(after));
  }
  process.once('exit', () => running.forEach((begun) => signal(begun, 'SIGKILL')));
}

function signal({ child }, name) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-child.pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

// Programs that a run starts: each in its own process group, its output kept, ended with the run.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const running = new Set();

/** Starts a program; its output goes to `log` (a file) and is searchable by `printed`. */
export function start(program, args, { env, cwd, log } = {}) {
  const child = spawn(program, args, { env: env ?? process.env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const file = log ? createWriteStream(log, { flags: 'a' }) : null;
  const started = { child, program, text: '', ended: false, code: null };
  const take = (part) => {
    started.text += part;
    file?.write(part);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  started.end = new Promise((resolve) => {
    child.on('error', (error) => {
      started.text += String(error);
      started.ended = true;
      resolve(-1);
    });
    child.on('close', (code, signal) => {
      started.ended = true;
      started.code = code ?? signal;
      running.delete(started);
      file?.end();
      resolve(started.code);
    });
  });
  running.add(started);
  return started;
}

/** Ends a program and everything it started. */
export async function stop(started, signal = 'SIGTERM') {
  if (started.ended) return;
  send(started, signal);
  const late = setTimeout(() => send(started, 'SIGKILL'), 5000);
  await started.end;
  clearTimeout(late);
}

function send(started, signal) {
  try {
    process.kill(-started.child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

process.on('exit', () => running.forEach((started) => send(started, 'SIGKILL')));

/** Waits until `ask` answers something true, and returns it; refuses after `limit` ms, naming `what`. */
export async function until(what, ask, limit = 20_000) {
  const end = performance.now() + limit;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(`waited ${limit / 1000} s in vain: ${what}`, last ? { cause: last } : {});
    }
    await pause(50);
  }
}

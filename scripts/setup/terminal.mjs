// What the scripts print: a heading a step, how long it took, and sentences for people.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { performance } from 'node:perf_hooks';

const plain = !process.stdout.isTTY || process.env.NO_COLOR;
const paint = (code, text) => (plain ? text : `\u001b[${code}m${text}\u001b[0m`);
export const bold = (text) => paint('1', text);
export const dim = (text) => paint('2', text);
const taken = [];

/** A sentence for the person at the terminal. */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** An error that the person can act on: its message is all that is printed. */
export class Stop extends Error {}

/** Runs one named step, and says what it is doing and how long it took. */
export async function step(name, work) {
  const started = performance.now();
  say(`${bold('›')} ${name}`);
  try {
    return await work();
  } finally {
    const seconds = (performance.now() - started) / 1000;
    taken.push({ name, seconds });
    say(dim(`  ${seconds.toFixed(1)} s`));
  }
}

/** Prints the slowest steps so far, slowest first. */
export function slowest(count = 8) {
  say(bold('Slowest steps'));
  for (const { name, seconds } of [...taken].sort((a, b) => b.seconds - a.seconds).slice(0, count)) {
    say(`  ${seconds.toFixed(1).padStart(7)} s  ${name}`);
  }
}

/** Runs a program with its output shown; a failure is a `Stop` that names it. */
export async function run(program, args, { env, cwd, mend, quiet = false } = {}) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'ignore', 'inherit'] : ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(signal ?? status));
  }).catch((error) => error.code);
  if (code !== 0) {
    throw new Stop(`${program} ${args.join(' ')} failed (${code}).${mend ? `\n${mend}` : ''}`);
  }
}

/** What a program prints, or null where it is missing or fails. */
export async function output(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], ...options });
  let text = '';
  child.stdout.on('data', (part) => (text += part));
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(-1));
    child.on('close', resolve);
  });
  return code === 0 ? text.trim() : null;
}

/** Asks a yes-or-no question; without a terminal the answer is `unattended`. */
export async function ask(question, unattended) {
  if (!process.stdin.isTTY || process.env.CI) return unattended;
  const line = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^(y|yes|)$/i.test((await line.question(`${question} [Y/n] `)).trim());
  } finally {
    line.close();
  }
}

/** Runs a script's main function and turns a `Stop` into its sentence and exit code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`\n${bold('Stopped.')} ${error.message}\n`);
    process.exitCode = 1;
  }
}

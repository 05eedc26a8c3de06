// From the start of a program until its window is painted, as the framebuffer of the screen has it, and the memory of
// all its processes: `npm run bench -- cold-start`. Builds for release say nothing about themselves, by design, so
// the screen is read. All programs take turns in one run; ratios hold on noisy machines, milliseconds do not.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Desktop } from '../tests/e2e/driver/desktop.mjs';
import { start, stop, until } from '../tests/e2e/driver/processes.mjs';
import { bring } from './accounts.mjs';
import { family, median, memory } from './system.mjs';

const SCREEN = { width: 1280, height: 900 };
const LINE_BYTES = SCREEN.width * 4;
/** Every so many lines of the screen one is looked at: looking takes what the programs need as well. Letters are higher. */
const LINES_APART = 7;
const LOOK_EVERY_MS = 8;
const LOOK_FOR_MS = 6000;
/** What may still differ from the last look: rings that glide on, a caret that blinks. */
const STILL_MOVING = 0.1;
/** A code that changes while it is waited for would look like one that is late. */
const PERIOD_MS = 30_000;
const NEEDED_MS = 12_000;

/**
 * Starts each program in turn, `starts` times; before that once unmeasured, so that its files are read.
 * Returns for each the medians: milliseconds until it is painted, bytes of memory (proportional set size); and all of the
 * former, in their order.
 */
export async function coldStart(programs, { starts = 9, prepare, pictures } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-screen-'));
  const server = start('Xvfb', ['-displayfd', '1', '-screen', '0', `${SCREEN.width}x${SCREEN.height}x24`, '-nolisten', 'tcp', '-fbdir', folder]);
  const number = await until('Xvfb says its display', () => /^(\d+)\s*$/m.exec(server.text)?.[1]);
  process.env.COUNTERSIGN_E2E_DISPLAY = `:${number}`;
  const desktop = await Desktop.start('cold-start');
  const screen = new Screen(join(folder, 'Xvfb_screen0'));
  const measured = new Map(programs.map(({ name }) => [name, []]));
  try {
    await prepare?.(desktop);
    for (let round = 0; round <= starts; round += 1) {
      // Whoever comes first finds another machine than the second does.
      const first = round % programs.length;
      for (const program of [...programs.slice(first), ...programs.slice(0, first)]) {
        const result = await once(program, desktop, screen, round === 0 && pictures);
        if (round > 0) measured.get(program.name).push(result);
      }
    }
  } finally {
    screen.close();
    await desktop.close();
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  }
  return programs.map(({ name }) => ({
    name,
    painted: median(measured.get(name).map(({ painted }) => painted)),
    starts: measured.get(name).map(({ painted }) => painted),
    memory: median(measured.get(name).map((each) => each.memory)),
  }));
}

/** Lets the app make its vault, and brings the accounts of a list into it. */
export async function fill(desktop, app, terminal, list) {
  const first = start(app, [], { env: desktop.env });
  await pause(LOOK_FOR_MS);
  await stop(first);
  await bring(list, terminal, desktop.env);
}

async function once({ name, binary, args = [], env = {} }, desktop, screen, pictures) {
  const phase = Date.now() % PERIOD_MS;
  if (phase > PERIOD_MS - NEEDED_MS) await pause(PERIOD_MS - phase + 100);
  const before = screen.look();
  const looks = [];
  const began = performance.now();
  const child = spawn(binary, args, { env: { ...desktop.env, ...env }, stdio: 'ignore', detached: true });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  for (let now = 0; now < LOOK_FOR_MS; now = performance.now() - began) {
    const pixels = screen.look();
    const last = looks.at(-1)?.pixels ?? before;
    if (!same(last, pixels)) looks.push({ at: now, pixels });
    await pause(LOOK_EVERY_MS);
  }
  if (child.exitCode !== null) throw new Error(`${name} ended by itself (${child.exitCode})`);
  if (looks.length === 0) throw new Error(`${name} showed nothing within ${LOOK_FOR_MS} ms`);
  const taken = family(child.pid).reduce((sum, pid) => sum + memory(pid), 0);
  const end = looks.at(-1).pixels;
  const blank = mostCommon(end);
  const content = count(end, (pixel, index) => pixel !== blank && pixel !== before[index]);
  // A page of one colour is all content.
  const wanted = content > 0 ? content : end.length;
  const painted = looks.find(({ pixels }) => count(pixels, (pixel, index) => pixel !== end[index]) <= wanted * STILL_MOVING);
  if (pictures) await writeFile(join(pictures, `${name.replaceAll(' ', '-')}.xwd`), screen.file());
  process.kill(-child.pid, 'SIGTERM');
  const late = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 3000);
  await gone;
  clearTimeout(late);
  await until('the screen is empty again', () => same(screen.look(), before));
  return { painted: painted.at, memory: taken };
}

/** The memory that Xvfb draws in: a picture in the format of `xwd`, read without asking the X server. */
class Screen {
  constructor(path) {
    this.descriptor = openSync(path, 'r');
    const header = Buffer.alloc(100);
    readSync(this.descriptor, header, 0, header.length, 0);
    const [size, , , , , , , , , , , bitsPerPixel, bytesPerLine, , , , , , , colors] = Array.from({ length: 25 }, (_, index) => header.readUInt32BE(index * 4));
    if (bitsPerPixel !== 32 || bytesPerLine !== LINE_BYTES) throw new Error('the framebuffer is of another kind');
    this.begin = size + colors * 12;
  }

  /** The pixels of one line in seven, as they are now. */
  look() {
    const lines = Math.floor(SCREEN.height / LINES_APART);
    const pixels = new Uint32Array(lines * SCREEN.width);
    const bytes = new Uint8Array(pixels.buffer);
    for (let line = 0; line < lines; line += 1) {
      readSync(this.descriptor, bytes, line * LINE_BYTES, LINE_BYTES, this.begin + line * LINES_APART * LINE_BYTES);
    }
    return pixels;
  }

  file() {
    const file = Buffer.alloc(this.begin + SCREEN.height * LINE_BYTES);
    readSync(this.descriptor, file, 0, file.length, 0);
    return file;
  }

  close() {
    closeSync(this.descriptor);
  }
}

function same(one, other) {
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}

function count(pixels, counts) {
  let found = 0;
  for (let index = 0; index < pixels.length; index += 1) if (counts(pixels[index], index)) found += 1;
  return found;
}

function mostCommon(pixels) {
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1])[0][0];
}

// The eye of the comparison: on the question as it is kept, what a person would see is found, and nothing else.
import { readFile } from 'node:fs/promises';

import { PNG } from 'pngjs';
import { expect, test, vi } from 'vitest';

import { difference } from './compare.mjs';
import { encode } from './palette.mjs';

// A million pixels take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const kept = await readFile(new URL('../references/question-tap--phone-light.png', import.meta.url));
/** NO and YES, with everything below the rule. */
const ANSWERS = { top: 740, bottom: 830 };

/** The picture after each of its pixels was asked for anew: `from(x, y)` is a place, `color(rgb, x, y)` a color. */
function changed({ from = (x, y) => [x, y], color = (rgb) => rgb }) {
  const old = PNG.sync.read(kept);
  const { width, height } = old;
  const now = new PNG({ width, height });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [u, v] = from(x, y);
      const at = (v * width + u) * 4;
      now.data.set([...color([...old.data.subarray(at, at + 3)], x, y), 255], (y * width + x) * 4);
    }
  }
  return PNG.sync.write(now);
}

const isAnswers = (y) => y >= ANSWERS.top && y < ANSWERS.bottom;

test('a picture is like itself', () => {
  expect(difference(kept, kept)).toBeNull();
});

test('stored with few colors it still looks the same', () => {
  expect(difference(encode(PNG.sync.read(kept)), kept)).toBeNull();
});

test('colors that nobody can tell apart are the same', () => {
  const noisy = changed({ color: (rgb, x, y) => rgb.map((part) => Math.min(255, Math.max(0, part + ((x * 7 + y * 3) % 5) - 2))) });
  expect(difference(kept, noisy)).toBeNull();
});

test.each([2, 4])('answers that stand %i pixels lower are found', (pixels) => {
  const lower = changed({ from: (x, y) => [x, isAnswers(y) && !(y - pixels < ANSWERS.top) ? y - pixels : y] });
  expect(difference(kept, lower)?.words).toMatch(/pixels differ/);
});

test('a button of another blue is found', () => {
  const act = [0x00, 0x4f, 0xcc];
  const hover = [0x00, 0x42, 0xb3];
  const other = changed({ color: (rgb) => (rgb.every((part, place) => Math.abs(part - act[place]) < 3) ? hover : rgb) });
  expect(difference(kept, other)?.words).toMatch(/pixels differ/);
});

test('a word that is gone is found', () => {
  const paper = [255, 255, 255];
  const gone = changed({ color: (rgb, x, y) => (y > 40 && y < 60 && x > 70 && x < 250 ? paper : rgb) });
  expect(difference(kept, gone)?.words).toMatch(/pixels differ/);
});

test('a picture of another size is found', () => {
  expect(difference(kept, PNG.sync.write(new PNG({ width: 10, height: 10 })))?.words).toBe('is 10×10, was 390×844');
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Arriving } from './arriving.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('is done when all have answered, whatever they said', async () => {
  const arriving = new Arriving();
  expect(arriving.done).toBe(true);
  let give: () => void = () => undefined;
  arriving.wait(new Promise<void>((resolve) => (give = resolve)));
  arriving.wait(Promise.reject(new Error('refused')));
  await vi.advanceTimersByTimeAsync(100);
  expect(arriving.done).toBe(false);
  give();
  await vi.advanceTimersByTimeAsync(0);
  expect(arriving.done).toBe(true);
});

it('waits for nobody for ever', async () => {
  const arriving = new Arriving();
  let give: () => void = () => undefined;
  arriving.wait(new Promise<void>((resolve) => (give = resolve)));
  await vi.advanceTimersByTimeAsync(499);
  expect(arriving.done).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(arriving.done).toBe(true);
  give();
  await vi.advanceTimersByTimeAsync(0);
  expect(arriving.done).toBe(true);
});

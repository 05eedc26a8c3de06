import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { painted } from './painted';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('waits for the next frame, and until that frame is over', async () => {
  let frame = () => {};
  vi.stubGlobal('requestAnimationFrame', (then: () => void) => (frame = then));
  const done = vi.fn();
  void painted().then(done);
  await vi.advanceTimersByTimeAsync(500);
  expect(done).not.toHaveBeenCalled();
  frame();
  await Promise.resolve();
  expect(done).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toHaveBeenCalledOnce();
});

it('does not wait for ever for a window that is hidden and paints nothing', async () => {
  vi.stubGlobal('requestAnimationFrame', () => 0);
  const done = vi.fn();
  void painted().then(done);
  await vi.advanceTimersByTimeAsync(1000);
  expect(done).toHaveBeenCalledOnce();
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Ticker } from './ticker.svelte';

const page = { hidden: false, addEventListener: vi.fn(), removeEventListener: vi.fn() };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
});
afterEach(() => {
  page.hidden = false;
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the pulse', () => {
  it('goes on four times a second', () => {
    const time = new Ticker();
    const stop = time.start();
    const began = time.now;
    vi.advanceTimersByTime(1_000);
    expect(time.now - began).toBe(1_000);
    stop();
    vi.advanceTimersByTime(1_000);
    expect(time.now - began).toBe(1_000);
  });

  it('rests while nobody can see it', () => {
    const time = new Ticker();
    const stop = time.start();
    const began = time.now;
    page.hidden = true;
    vi.advanceTimersByTime(1_000);
    expect(time.now).toBe(began);
    stop();
  });

  it('notices a sleep by the wall clock that went on alone', () => {
    const time = new Ticker();
    const stop = time.start();
    vi.advanceTimersByTime(500);
    expect(time.woken).toBe(0);
    vi.setSystemTime(Date.now() + 60_000);
    vi.advanceTimersByTime(250);
    expect(time.woken).toBe(1);
    vi.advanceTimersByTime(250);
    expect(time.woken).toBe(1);
    stop();
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Ticker } from './ticker.svelte';

const page = { hidden: false, addEventListener: vi.fn<(name: string, heard: () => void) => void>(), removeEventListener: vi.fn() };

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
  it('goes on once a second, until it is stopped', () => {
    const time = new Ticker();
    const stop = time.start();
    const seen = new Set<number>();
    for (let waited = 0; waited < 10_000; waited += 50) {
      vi.advanceTimersByTime(50);
      seen.add(time.now);
    }
    expect(seen.size).toBeGreaterThanOrEqual(9);
    expect(seen.size).toBeLessThanOrEqual(11);
    stop();
    const { now } = time;
    vi.advanceTimersByTime(5_000);
    expect(time.now).toBe(now);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells what lies apart a frame later', () => {
    const frames: (() => void)[] = [];
    vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
    const time = new Ticker();
    const stop = time.start();
    vi.advanceTimersByTime(1_100);
    expect(time.late).toBe(time.now);
    expect(frames).toEqual([]);
    const over = time.beatApart();
    const { late } = time;
    vi.advanceTimersByTime(1_100);
    expect(time.now).toBeGreaterThan(late);
    expect(time.late).toBe(late);
    frames.splice(0).forEach((frame) => frame());
    vi.advanceTimersByTime(0);
    expect(time.late).toBe(time.now);
    vi.advanceTimersByTime(100);
    time.align(performance.now() + 18_370);
    expect(time.late).toBe(performance.now());
    over();
    frames.length = 0;
    vi.advanceTimersByTime(1_100);
    expect(time.late).toBe(time.now);
    expect(frames).toEqual([]);
    stop();
  });

  it('beats just after codes have whole seconds left, so that no figure is late', () => {
    const time = new Ticker();
    const stop = time.start();
    const until = performance.now() + 18_370;
    time.align(until);
    for (let waited = 0; waited < 5_000; waited += 10) {
      vi.advanceTimersByTime(10);
      const shown = Math.ceil((until - time.now) / 1000);
      const right = Math.ceil((until - performance.now()) / 1000);
      // A figure may be late by less than a frame.
      const isAtEdge = (1000 - ((until - performance.now()) % 1000)) % 1000 < 16;
      if (!isAtEdge) expect(shown).toBe(right);
    }
    stop();
  });

  it('beats four times a second while a countdown wants it', () => {
    const time = new Ticker();
    const stop = time.start();
    const slower = time.quicken();
    const seen = new Set<number>();
    for (let waited = 0; waited < 2_000; waited += 10) {
      vi.advanceTimersByTime(10);
      seen.add(time.now);
    }
    expect(seen.size).toBeGreaterThanOrEqual(7);
    slower();
    seen.clear();
    for (let waited = 0; waited < 2_000; waited += 10) {
      vi.advanceTimersByTime(10);
      seen.add(time.now);
    }
    expect(seen.size).toBeLessThanOrEqual(4);
    stop();
  });

  it('rests while nobody can see it, without any timer, and goes on at once afterwards', () => {
    const time = new Ticker();
    const stop = time.start();
    const { now } = time;
    const look = () => void page.addEventListener.mock.lastCall?.[1]();
    page.hidden = true;
    look();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(3_000);
    expect(time.now).toBe(now);
    page.hidden = false;
    look();
    expect(time.now).toBe(now + 3_000);
    expect(vi.getTimerCount()).toBe(1);
    stop();
  });

  it('notices a sleep by the wall clock that went on alone', () => {
    const time = new Ticker();
    const stop = time.start();
    vi.advanceTimersByTime(2_500);
    expect(time.woken).toBe(0);
    vi.setSystemTime(Date.now() + 60_000);
    vi.advanceTimersByTime(1_010);
    expect(time.woken).toBe(1);
    vi.advanceTimersByTime(2_500);
    expect(time.woken).toBe(1);
    stop();
  });
});

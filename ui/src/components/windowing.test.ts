import { describe, expect, it } from 'vitest';

import { around, between, commonest, edgesOf, rowAt, rowByKey, withKept } from './windowing';

/** Numbers that look random and are the same each time (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A list of some length whose rows have some heights; every other one was not measured. */
function anyList(throwDice: (below: number) => number) {
  const ids = Array.from({ length: throwDice(60) }, (_, place) => `row${place}`);
  const heights = new Map(ids.filter(() => throwDice(2) === 0).map((id) => [id, 20 + throwDice(200)]));
  return { ids, heights, usual: 84 };
}

describe('a long list', () => {
  it('has rows of ten thousand equal heights one below the other', () => {
    const edges = edgesOf(Array.from({ length: 10_000 }, (_, place) => String(place)), new Map(), 84);
    expect(edges.at(-1)).toBe(840_000);
    expect(between(edges, 84 * 5000, 84 * 5000 + 800)).toEqual({ from: 5000, to: 5010 });
    expect(between(edges, 84 * 5000 - 1, 84 * 5000 + 84)).toEqual({ from: 4999, to: 5001 });
  });

  it('has those alone that are seen, for the first picture', () => {
    const edges = edgesOf(Array.from({ length: 100 }, (_, place) => String(place)), new Map(), 80);
    expect(around(edges, -200, 760, true)).toEqual({ from: 0, to: 7 });
    expect(around(edges, -200, 760)).toEqual({ from: 0, to: 14 });
    expect(around(edges, 800, 400, true)).toEqual({ from: 10, to: 15 });
  });

  it('has rows on both sides of what is seen, and changes them once in many frames of a scroll', () => {
    const edges = edgesOf(Array.from({ length: 10_000 }, (_, place) => String(place)), new Map(), 84);
    const frames = Array.from({ length: 400 }, (_, frame) => frame * 15);
    const stretches = frames.map((top) => around(edges, top, 800));
    for (const [frame, { from, to }] of stretches.entries()) {
      const top = frame * 15;
      expect(from).toBeLessThanOrEqual(Math.max(0, (top - 300) / 84));
      expect(to).toBeGreaterThanOrEqual((top + 800 + 300) / 84);
      expect(to - from).toBeLessThanOrEqual(Math.ceil((800 + 900) / 84) + 1);
    }
    const changes = stretches.filter(({ from, to }, frame) => frame > 0 && (from !== stretches[frame - 1]?.from || to !== stretches[frame - 1]?.to));
    expect(changes).toHaveLength(19);
  });

  it('holds exactly the rows of which something is seen, whatever their heights', () => {
    const throwDice = dice(7);
    for (let round = 0; round < 400; round += 1) {
      const { ids, heights, usual } = anyList(throwDice);
      const edges = edgesOf(ids, heights, usual);
      const top = throwDice(6000) - 1000;
      const bottom = top + 1 + throwDice(1500);
      const { from, to } = between(edges, top, bottom);
      let begins = 0;
      const seen = ids.filter((id) => {
        const ends = begins + (heights.get(id) ?? usual);
        const isSeen = ends > top && begins < bottom;
        begins = ends;
        return isSeen;
      });
      expect(ids.slice(from, to)).toEqual(seen);
    }
  });

  it('finds at each depth the row that lies there', () => {
    const throwDice = dice(11);
    for (let round = 0; round < 200; round += 1) {
      const { ids, heights, usual } = anyList(throwDice);
      const edges = edgesOf(ids, heights, usual);
      ids.forEach((_, place) => {
        expect(rowAt(edges, edges[place] ?? 0)).toBe(place);
        expect(rowAt(edges, (edges[place + 1] ?? 0) - 1)).toBe(place);
      });
    }
    const edges = edgesOf(['a', 'b'], new Map(), 10);
    expect([rowAt(edges, -50), rowAt(edges, 500), rowAt(edgesOf([], new Map(), 10), 3)]).toEqual([0, 1, 0]);
  });

  it('shows nothing of a list that is empty or lies elsewhere', () => {
    const edges = edgesOf(['a', 'b'], new Map(), 10);
    for (const [top, bottom] of [[-30, 0], [20, 90], [5, 5]] as const) expect(between(edges, top, bottom)).toEqual({ from: 0, to: 0 });
    expect(between(edgesOf([], new Map(), 10), 0, 500)).toEqual({ from: 0, to: 0 });
  });

  it('keeps the row with the keyboard in its place, however far it was scrolled away', () => {
    expect(withKept({ from: 10, to: 13 }, [4, -1])).toEqual([4, 10, 11, 12]);
    expect(withKept({ from: 10, to: 13 }, [900, 11, 900])).toEqual([10, 11, 12, 900]);
    expect(withKept({ from: 0, to: 0 }, [7])).toEqual([7]);
  });

  it('takes the height of most rows for that of the others', () => {
    expect(commonest([84, 126, 84, 84, 126])).toBe(84);
    expect(commonest([126, 84, 84])).toBe(84);
    expect(commonest([])).toBeNull();
  });

  it('goes by keys from row to row and from page to page, and stops at both ends', () => {
    const to = (key: string, at: number) => rowByKey(key, at, 100, 8);
    expect([to('ArrowDown', 5), to('ArrowUp', 5), to('PageDown', 5), to('PageUp', 50)]).toEqual([6, 4, 13, 42]);
    expect([to('Home', 5), to('End', 5), to('ArrowDown', 99), to('PageDown', 97), to('ArrowUp', 0), to('PageUp', 3)]).toEqual([0, 99, 99, 99, 0, 0]);
    // From the search field, which is above the first.
    expect(to('ArrowDown', -1)).toBe(0);
    expect([to('a', 5), rowByKey('ArrowDown', -1, 0, 8)]).toEqual([null, null]);
  });
});

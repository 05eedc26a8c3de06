/**
 * Which rows of a long list have to be in the page: those that are seen, and some on both sides. Rows have heights of
 * their own, because large words take more lines; what was not measured yet counts as the usual height. All in pixels.
 */

/** Rows from the first one up to the one before `to`. */
export interface Stretch {
  from: number;
  to: number;
}

/** Where each row begins below the top of the first one, and where the last one ends. */
export function edgesOf(ids: readonly string[], heights: ReadonlyMap<string, number>, usual: number): Float64Array {
  const edges = new Float64Array(ids.length + 1);
  ids.forEach((id, place) => {
    edges[place + 1] = (edges[place] ?? 0) + (heights.get(id) ?? usual);
  });
  return edges;
}

/** The row at this depth; above the first it is the first, below the last the last. */
export function rowAt(edges: Float64Array, depth: number): number {
  let [low, high] = [0, Math.max(0, edges.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] ?? 0) <= depth) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The rows of which something lies between two depths; none if the list lies elsewhere. */
export function between(edges: Float64Array, top: number, bottom: number): Stretch {
  const count = edges.length - 1;
  if (count < 1 || bottom <= 0 || top >= (edges[count] ?? 0) || bottom <= top) return { from: 0, to: 0 };
  const last = rowAt(edges, bottom);
  return { from: rowAt(edges, top), to: (edges[last] ?? 0) < bottom ? last + 1 : last };
}

/** So far beyond what is seen there are rows in any case. */
const BEYOND = 300;

/**
 * The rows that are in the page while so much is seen. They come and go some at a time, once in so many pixels: for the
 * browser each change of the page costs more than a row. `alone` are those that are seen, for the first picture.
 */
export function around(edges: Float64Array, top: number, height: number, alone = false): Stretch {
  if (alone) return between(edges, top, top + height);
  const step = Math.floor(top / BEYOND) * BEYOND;
  return between(edges, step - BEYOND, step + height + 2 * BEYOND);
}

/** Those rows and the ones that stay in the page for other reasons, in their order. */
export function withKept({ from, to }: Stretch, kept: readonly number[]): number[] {
  const all = Array.from({ length: to - from }, (_, place) => from + place);
  for (const place of kept) if (place >= 0 && (place < from || place >= to) && !all.includes(place)) all.push(place);
  return all.sort((one, other) => one - other);
}

/** The height that most rows have. */
export function commonest(heights: readonly number[]): number | null {
  const counts = new Map<number, number>();
  let most: number | null = null;
  for (const height of heights) {
    const count = (counts.get(height) ?? 0) + 1;
    counts.set(height, count);
    if (most === null || count > (counts.get(most) ?? 0)) most = height;
  }
  return most;
}

/** The row that a key leads to, of so many, where a page holds so many; nothing if the key leads nowhere. */
export function rowByKey(key: string, at: number, count: number, page: number): number | null {
  const to: Record<string, number> = {
    ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: count - 1,
  };
  const place = to[key];
  return place === undefined || count === 0 ? null : Math.min(count - 1, Math.max(0, place));
}

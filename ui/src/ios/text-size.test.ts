import { describe, expect, it } from 'vitest';

import { rootSize } from './text-size';

describe('the size of words on iOS', () => {
  it.each([
    ['the usual one', 17, 16],
    ['a larger one', 23, 21.6],
    ['twice as large', 34, 32],
    ['the largest, for which no view has room', 53, 32],
    ['a smaller one, with which nothing could be pressed', 14, 16],
  ])('%s: %d px of the system are %d px', (_, bodyPx, pixels) => expect(rootSize(bodyPx)).toBeCloseTo(pixels, 1));
});

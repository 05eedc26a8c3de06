import { describe, expect, it } from 'vitest';

import { fitted, isWhole } from './fitted';

/** Ten pixels a letter, and four for a narrow one. */
const measure = (text: string) => Array.from(text).reduce((sum, each) => sum + ('il.'.includes(each) ? 4 : 10), 0);

describe('a name in a narrow row', () => {
  it('is whole where there is room', () => {
    expect(fitted('robin@northlake.example', 500, measure)).toBe('robin@northlake.example');
    expect(fitted('robin-v', 64, measure)).toBe('robin-v');
  });

  it('is shortened in its middle to what just fits', () => {
    const name = 'hostmaster@verylongsubdomain.robin-vale.example';
    for (let width = 60; width < 400; width += 1) {
      const shown = fitted(name, width, measure);
      const [start = '', end = ''] = shown.split('…');
      expect(name.startsWith(start) && name.endsWith(end)).toBe(true);
      expect(measure(shown)).toBeLessThanOrEqual(width);
      // Two letters more would be too wide, one of which may be a dot that is left out; or as many as a row ever shows.
      const more = `${start}${name.slice(start.length, start.length + 2)}…${end}`;
      expect(Array.from(shown).length >= 39 || measure(more) > width).toBe(true);
    }
  });

  it('keeps some letters of both ends, however narrow the row is', () => {
    expect(fitted('robin@northlake.example', 0, measure)).toBe('rob…le');
  });
});

describe('a name that is measured only where it must be', () => {
  const shown = (textContent: string, scrollWidth: number) => ({ textContent, scrollWidth, clientWidth: 100 });

  it('is whole where all of it is shown', () => {
    expect(isWhole('robin-v', shown('robin-v', 100))).toBe(true);
  });

  it('is not where it runs over, where something else is shown, or where no row has room for so many letters', () => {
    expect(isWhole('robin-v', shown('robin-v', 101))).toBe(false);
    expect(isWhole('robin@northlake.example', shown('rob…le', 60))).toBe(false);
    const long = 'hostmaster@verylongsubdomain.robin-vale.example';
    expect(isWhole(long, shown(long, 100))).toBe(false);
  });
});

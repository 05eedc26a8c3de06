import { describe, expect, it } from 'vitest';

import { ago, clock, date, dayOf, length } from './times';

/** Tuesday, 24 November 2026, noon here. */
const NOW = new Date(2026, 10, 24, 12).getTime() / 1000;
const DAY = 86_400;

describe('a time left', () => {
  it.each([
    [104_000, '1:44'],
    [103_001, '1:44'],
    [9_000, '0:09'],
    [1, '0:01'],
    [0, '0:00'],
    [-5_000, '0:00'],
  ])('%i ms stands as %s', (left, words) => expect(clock(left)).toBe(words));
});

describe('a time ago', () => {
  it.each([
    [0, 'en', '0 seconds ago'],
    [12.9, 'en', '12 seconds ago'],
    [60, 'en', '1 minute ago'],
    [7_300, 'en', '2 hours ago'],
    [12, 'fr', 'il y a 12 secondes'],
  ])('%d s in %s is “%s”', (seconds, locale, words) => expect(ago(seconds, locale)).toBe(words));
});

describe('a day, seen from today', () => {
  it.each([
    [0, 'en', 'today'],
    [1, 'en', 'yesterday'],
    [2, 'en', 'on Sunday'],
    [6, 'en', 'on Wednesday'],
    [7, 'en', 'on 17 November'],
    [400, 'en', 'on 20 October 2025'],
    [0, 'fr', 'aujourd’hui'],
    [2, 'fr', 'dimanche'],
    [7, 'fr', 'le 17 novembre'],
  ])('%i days before, in %s, it is “%s”', (days, locale, words) => {
    expect(dayOf(NOW - days * DAY, NOW, locale).replace("'", '’')).toBe(words);
  });

  it('is yesterday when midnight lies between, however short that is', () => {
    const midnight = new Date(2026, 10, 24).getTime() / 1000;
    expect(dayOf(midnight - 60, midnight + 60, 'en')).toBe('yesterday');
  });

  it('is never later than today, when a clock is off', () => {
    expect(dayOf(NOW + 3 * DAY, NOW, 'en')).toBe('today');
  });

  it('has a year only when it is another one', () => {
    expect(date(NOW, NOW, 'en')).toBe('24 November');
    expect(date(NOW - 366 * DAY, NOW, 'fr')).toBe('23 novembre 2025');
  });
});

describe('how long something is', () => {
  it.each([
    [1, 'en', '1 second'],
    [-119, 'en', '119 seconds'],
    [187, 'en', '3 minutes'],
    [7_200, 'en', '2 hours'],
    [3 * DAY, 'en', '3 days'],
    [187, 'fr', '3 minutes'],
    [3 * DAY, 'fr', '3 jours'],
  ])('%d s in %s is “%s”', (seconds, locale, words) => {
    expect(length(seconds, locale).replace(/\s/g, ' ')).toBe(words);
  });
});

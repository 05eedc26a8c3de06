import { describe, expect, it } from 'vitest';

import { languages } from './locale.svelte';
import { ago, clock, date, dayOf, length, moment } from './times';

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
    [60, 'de', 'vor 1 Minute'],
    [12, 'it', '12 secondi fa'],
    [7_300, 'es', 'hace 2 horas'],
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
    [0, 'de', 'heute'],
    [2, 'de', 'am Sonntag'],
    [7, 'de', 'am 17. November'],
    [1, 'it', 'ieri'],
    [2, 'it', 'domenica'],
    [7, 'it', 'il 17 novembre'],
    [13, 'it', 'l’11 novembre'],
    [16, 'it', 'l’8 novembre'],
    [1, 'es', 'ayer'],
    [2, 'es', 'el domingo'],
    [7, 'es', 'el 17 de noviembre'],
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

describe('a moment', () => {
  const at = (hour: number) => new Date(2026, 10, 24, hour, 14).getTime() / 1000;

  it.each([
    [9, 'en', 'today at 09:14'],
    [9, 'fr', 'aujourd’hui à 09:14'],
    [9, 'de', 'heute um 09:14 Uhr'],
    [9, 'it', 'oggi alle 09:14'],
    [1, 'it', 'oggi all’01:14'],
    [9, 'es', 'hoy a las 09:14'],
    [1, 'es', 'hoy a la 01:14'],
  ])('at %i:14 in %s is “%s”', (hour, locale, words) => {
    expect(moment(at(hour), NOW, locale).replace("'", '’')).toBe(words);
  });

  it('is said in each language that one can choose, and in no other’s words', () => {
    const said = languages.map(({ locale }) => moment(at(9), NOW, locale));
    expect(new Set(said).size).toBe(languages.length);
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
    [187, 'de', '3 Minuten'],
    [1, 'it', '1 secondo'],
    [7_200, 'es', '2 horas'],
  ])('%d s in %s is “%s”', (seconds, locale, words) => {
    expect(length(seconds, locale).replace(/\s/g, ' ')).toBe(words);
  });
});

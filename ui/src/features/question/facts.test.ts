import { describe, expect, it } from 'vitest';

import { question } from './double';
import { type Fact, facts, isStrange, placeInside } from './facts';

const SUNDAY = Date.UTC(2026, 10, 22, 12) / 1000;
const moment = { startedAgoSeconds: 12, wallSeconds: SUNDAY + 3 * 86_400, locale: 'en' };
const row = (all: Fact[], name: string) => all.find((fact) => fact.name === name);

it('the facts stand in the order in which people check them', () => {
  expect(facts(question(), moment).map(({ name }) => name)).toEqual(['Browser', 'Place', 'Started', 'Page']);
});

it('without a page the pairing’s own host is shown', () => {
  expect(row(facts(question({ page: null }), moment), 'Page')?.value).toBe('accounts.northlake.example');
});

it('a usual fact says why', () => {
  const shown = facts(question({ browserLastAt: SUNDAY }), moment);
  expect(row(shown, 'Browser')).toEqual({ name: 'Browser', value: 'Firefox on Linux', note: 'You used it on Sunday' });
  expect(row(shown, 'Place')?.note).toBe('198.51.100.24');
  expect(isStrange(shown)).toBe(false);
});

describe('what is not like usual', () => {
  it('is said in words, and two of them are strange', () => {
    const shown = facts(
      question({ unusual: ['browser', 'place'], browserKnown: false, place: 'Porto, PT', usualPlace: 'Lausanne' }),
      moment,
    );
    expect(row(shown, 'Browser')?.odd).toBe('First time with this account');
    expect(row(shown, 'Place')).toMatchObject({
      odd: 'Usually about Lausanne',
      note: '198.51.100.24. A VPN can show another place',
    });
    expect(isStrange(shown)).toBe(true);
  });

  it('is the address alone where no place is known', () => {
    const shown = facts(question({ unusual: ['ip'], place: null }), moment);
    expect(row(shown, 'Address')).toEqual({ name: 'Address', value: '198.51.100.24', odd: 'Not your usual network' });
    expect(isStrange(shown)).toBe(false);
  });
});

it('a browser that does not say what it is has a name all the same', () => {
  expect(row(facts(question({ browser: '', system: '' }), moment), 'Browser')?.value).toBe('Unknown browser');
});

it('a place inside a sentence begins small', () => {
  expect(placeInside(question(), 'en')).toBe('about Lausanne, CH');
});

import { describe, expect, it } from 'vitest';

import type { EndedView, QuestionView } from '../../backend';
import { question } from './double';
import { outcome } from './outcome';
import { consequence, sentence, underNo, underYes } from './words';

const moment = { isPhone: false, wallSeconds: 1_800_000_020, locale: 'en' };
const ended = (how: EndedView['how'], by: string | null = null, at: number | null = null) => ({ how, by, at });
type Said = Parameters<typeof outcome>[1];
const told = (end: EndedView | null, said: Said['said'], change: Partial<QuestionView> = {}) =>
  outcome(question({ ended: end, ...change }), { said, reported: false }, moment);

describe('how it ended', () => {
  it('is nothing while it waits', () => expect(told(null, null)).toBeNull());

  it.each([
    ['approved', 'approve', 'yes', 'fit', 'Signed. Firefox on Linux is in.'],
    ['declined', 'decline', 'no', 'away', 'Stopped. Nobody got in.'],
    ['expired', null, 'expired', 'open', 'Two minutes are over. Nobody got in.'],
    ['cancelled', null, 'cancelled', 'open', 'The page took the question back'],
    ['failed', null, 'failed', 'away', 'Too many wrong numbers. Nobody got in.'],
  ] as const)('%s after %s', (how, said, kind, mark, head) => {
    expect(told(ended(how), said)).toMatchObject({ kind, mark, head });
  });

  it('names the device that answered, and never takes its answer for this one’s', () => {
    expect(told(ended('approved', 'Study laptop', 1_800_000_000), 'decline')).toMatchObject({
      kind: 'elsewhere',
      head: 'Already answered on Study laptop',
      text: 'YES, 20 seconds ago, for Firefox on Linux. There is nothing left to do here.',
    });
    expect(told(ended('declined'), null)?.head).toBe('Already answered on another device');
  });

  it('speaks of a change where it is one', () => {
    expect(told(ended('declined'), 'decline', { reason: 'new-codes' })?.head).toBe('Stopped. Nothing was changed.');
    expect(told(ended('expired'), null, { reason: 'new-codes' })?.head).toBe('The time is over. Nothing was changed.');
  });

  it('says the time that was, not always two minutes', () => {
    expect(told(ended('expired'), null, { lifetimeMs: 30_000 })?.head).toBe('The time is over. Nobody got in.');
  });
});

describe('what is asked', () => {
  it.each([
    ['sign-in', 'Are you signing in to Northlake Mail now?'],
    ['switch-off', 'Are you switching two-step verification off for Northlake Mail?'],
    ['add-method', 'Are you adding a new way to sign in to Northlake Mail?'],
  ] as const)('%s', (reason, words) => expect(sentence(question({ reason }))).toBe(words));

  it('is not pretended where this version cannot show it whole', () => {
    const strange = question({ answerable: 'no_only' });
    expect(sentence(strange)).toBe('Northlake Mail asks something that this version cannot show');
    expect(consequence(strange)).toContain('Update the app');
    expect(underYes(strange, 'facts', false, null)).toBe('Update the app');
  });

  it('tells what each answer leads to', () => {
    const numbered = question({ mode: 'number', digits: 2 });
    expect(underNo(question())).toBe('Stop this sign-in');
    expect(underNo(question({ reason: 'add-method' }))).toBe('Stop this change');
    expect(underYes(question(), 'facts', false, null)).toBe('The page goes on');
    expect(underYes(numbered, 'facts', false, null)).toBe('Then type the number');
    expect(underYes(numbered, 'number', false, null)).toBe('Number first');
    expect(underYes(numbered, 'number', true, null)).toBe('It is the number');
  });
});

import { afterEach, describe, expect, it } from 'vitest';

import type { NoticeKind, NoticeView } from '../../backend';
import { speak } from '../../i18n/locale.svelte';
import { headOf, textOf, toneOf } from './words';

function notice(kind: NoticeKind, changes: Partial<NoticeView> = {}): NoticeView {
  return { id: '1', kind, accountId: null, service: 'Northlake', reason: null, offsetSeconds: null, count: null, at: 0, ...changes };
}

afterEach(() => speak('en', 'en'));

describe('a removal', () => {
  it('says why, in a sentence of its own for each reason of the protocol', () => {
    const reasons = ['removed', 'switched-off', 'account-deleted', 'not-confirmed', 'something newer', null];
    const texts = reasons.map((reason) => textOf(notice('account_removed', { reason })));
    expect(new Set(texts).size).toBe(5);
    expect(texts[4]).toBe(texts[5]);
    expect(headOf(notice('account_removed'), 'en')).toBe('Northlake was removed from this device');
  });
});

describe('a wrong clock', () => {
  it.each([
    [187, 'en', 'The clock of this device is 3 minutes fast'],
    [-45, 'en', 'The clock of this device is 45 seconds slow'],
  ])('that is off by %i s says by how much and which way', (offsetSeconds, locale, words) => {
    expect(headOf(notice('clock_off', { offsetSeconds }), locale)).toBe(words);
  });

  it('says so in French, too', () => {
    void speak('fr', 'en');
    expect(headOf(notice('clock_off', { offsetSeconds: 187 }), 'fr').replace(/\s/g, ' ')).toContain('3 minutes');
  });
});

describe('accounts that cannot be read', () => {
  it('are counted', () => {
    expect(headOf(notice('accounts_unreadable', { count: 1 }), 'en')).toBe('1 account cannot be read');
    expect(headOf(notice('accounts_unreadable', { count: 2 }), 'en')).toBe('2 accounts cannot be read');
  });
});

describe('how loud it is', () => {
  it('red is for what is stopped or cannot be read', () => {
    const kinds: NoticeKind[] = ['account_removed', 'clock_off', 'server_changed', 'device_unknown', 'server_went_back', 'device_copied', 'server_moved', 'accounts_unreadable'];
    expect(kinds.map((kind) => toneOf(notice(kind)))).toEqual(['odd', 'odd', 'stop', 'odd', 'stop', 'stop', 'odd', 'stop']);
  });
});

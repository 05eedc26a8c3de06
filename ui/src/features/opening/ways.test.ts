import { describe, expect, it } from 'vitest';

import { waysOf } from './ways';

describe('what opens a vault', () => {
  it.each([
    [{ phase: 'locked', pinSlot: true, passphraseSlot: false }, ['pin', 'words']],
    [{ phase: 'locked', pinSlot: true, passphraseSlot: true }, ['pin', 'passphrase', 'words']],
    [{ phase: 'locked', pinSlot: false, passphraseSlot: true }, ['passphrase', 'words']],
    [{ phase: 'key_missing', pinSlot: true, passphraseSlot: true }, ['passphrase', 'words']],
    [{ phase: 'key_store_locked', pinSlot: true, passphraseSlot: false }, ['words']],
  ] as const)('%o: %o', (state, ways) => {
    expect(waysOf(state)).toEqual(ways);
  });
});

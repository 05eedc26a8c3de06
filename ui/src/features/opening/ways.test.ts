import { describe, expect, it } from 'vitest';

import { shownInstead, waysOf } from './ways';

describe('what opens a vault', () => {
  it.each([
    [{ phase: 'locked', pinSlot: true, passphraseSlot: false }, ['pin', 'words']],
    [{ phase: 'locked', pinSlot: true, passphraseSlot: true }, ['pin', 'passphrase', 'words']],
    [{ phase: 'locked', pinSlot: false, passphraseSlot: true }, ['passphrase', 'words']],
    [{ phase: 'key_missing', pinSlot: true, passphraseSlot: true }, ['passphrase', 'words']],
    [{ phase: 'vault_damaged', pinSlot: true, passphraseSlot: true }, ['pin', 'passphrase', 'words']],
    [{ phase: 'key_store_locked', pinSlot: true, passphraseSlot: false }, ['words']],
  ] as const)('%o: %o', (state, ways) => {
    expect(waysOf(state)).toEqual(ways);
  });
});

describe('what can be shown instead', () => {
  it.each([
    [{ phase: 'locked', biometricSlot: true, biometrics: 'fingerprint' }, 'fingerprint'],
    [{ phase: 'locked', biometricSlot: true, biometrics: null }, null],
    [{ phase: 'locked', biometricSlot: false, biometrics: 'face' }, null],
    [{ phase: 'key_missing', biometricSlot: true, biometrics: 'face' }, null],
  ] as const)('%o: %s', (state, kind) => {
    expect(shownInstead(state)).toBe(kind);
  });
});

import { describe, expect, it } from 'vitest';

import { verifyBy } from '../person.svelte';
import { nameOf, unlockBy } from './biometrics';

describe('what the system calls a finger or a face', () => {
  it.each([
    ['face', 'ios', 'Face ID'],
    ['fingerprint', 'ios', 'Touch ID'],
    ['either', 'ios', null],
    ['fingerprint', 'macos', 'Touch ID'],
    ['either', 'windows', 'Windows Hello'],
    ['fingerprint', 'android', null],
    ['either', 'linux', null],
    ['face', undefined, null],
  ] as const)('%s on %s is %s', (kind, platform, name) => expect(nameOf(kind, platform)).toBe(name));

  it('stands in the sentences', () => {
    expect(unlockBy('face', 'ios')).toBe('Unlock with Face ID');
    expect(verifyBy('face', 'ios')).toBe('Use Face ID');
    expect(unlockBy('face', 'android')).toBe('Unlock with your face');
  });
});

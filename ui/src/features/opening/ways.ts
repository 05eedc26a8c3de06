/** What opens a vault that does not open by itself. */
import type { AppState, BiometricKind } from '../../backend';

export type Way = 'pin' | 'passphrase' | 'words';

/** The words of the recovery sheet always do; a PIN only while the system has the key that belongs to it. */
export function waysOf(state: Pick<AppState, 'pinSlot' | 'passphraseSlot' | 'phase'> | null): Way[] {
  const ways: (Way | false)[] = [
    (state?.phase === 'locked' || state?.phase === 'vault_damaged') && state.pinSlot && 'pin',
    state?.passphraseSlot === true && 'passphrase',
    'words',
  ];
  return ways.filter((way) => way !== false);
}

/** What the person can show instead, beside what can be typed. */
export function shownInstead(state: Pick<AppState, 'biometricSlot' | 'biometrics' | 'phase'> | null): BiometricKind | null {
  return state?.phase === 'locked' && state.biometricSlot ? state.biometrics : null;
}

/** What opens a vault that does not open by itself. */
import type { AppState } from '../../backend';

export type Way = 'pin' | 'passphrase' | 'words';

/** The words of the recovery sheet always do; a PIN only while the system has the key that belongs to it. */
export function waysOf(state: Pick<AppState, 'pinSlot' | 'passphraseSlot' | 'phase'> | null): Way[] {
  const ways: (Way | false)[] = [
    state?.phase === 'locked' && state.pinSlot && 'pin',
    state?.passphraseSlot === true && 'passphrase',
    'words',
  ];
  return ways.filter((way) => way !== false);
}

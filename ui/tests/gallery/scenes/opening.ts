/** The window before the vault is open, and before there is an account. */
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, says, type } from '../hand';
import { error, state } from '../world';
import type { Scene } from './scene';

export const openingScenes: Scene[] = [
  { name: 'first-run', world: { accounts: [], codes: [] } },
  { name: 'opening', world: { silent: ['appState'] } },
  { name: 'opening-failed', world: { failing: { appState: error('internal') } } },
  { name: 'opening-list-failed', world: { failing: { listAccounts: error('disk_full') } } },
  { name: 'passphrase-wanted', world: { state: state({ phase: 'passphrase_wanted' }) } },
  {
    name: 'passphrase-differs',
    world: { state: state({ phase: 'passphrase_wanted' }) },
    act: async () => {
      await type(m.passphrase(), 'copper lantern seven bridges');
      await type(m.choose_again(), 'copper lantern seven');
      await press(m.choose_go());
      await says(m.choose_differ());
    },
  },
  { name: 'locked', world: { state: state({ phase: 'locked', passphraseSlot: true }) } },
  {
    name: 'locked-wrong',
    world: { state: state({ phase: 'locked', passphraseSlot: true }), failing: { unlock: error('passphrase_wrong') } },
    act: async () => {
      await type(m.passphrase(), 'copper lantern');
      await press(m.unlock_go());
      await says(m.error_passphrase_wrong());
    },
  },
  { name: 'key-store-locked', world: { state: state({ phase: 'key_store_locked' }) } },
  { name: 'key-missing', world: { state: state({ phase: 'key_missing', accountCount: 9 }) } },
  { name: 'key-missing-passphrase', world: { state: state({ phase: 'key_missing', accountCount: 9, passphraseSlot: true }) } },
  {
    name: 'key-missing-typing',
    world: { state: state({ phase: 'key_missing', accountCount: 9, passphraseSlot: true }) },
    act: () => press(m.key_missing_passphrase()),
  },
  { name: 'vault-missing', world: { state: state({ phase: 'vault_missing' }) } },
  {
    name: 'vault-missing-ask',
    world: { state: state({ phase: 'vault_missing' }) },
    act: () => press(m.vault_missing_start()),
  },
  { name: 'vault-damaged', world: { state: state({ phase: 'vault_damaged' }) } },
  { name: 'vault-newer', world: { state: state({ phase: 'vault_newer' }) } },
];

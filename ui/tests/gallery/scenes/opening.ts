/** The window before the vault is open, and before there is an account. */
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, says, type, write } from '../hand';
import { error, question, state, type World } from '../world';
import type { Scene } from './scene';

const damaged: Partial<World> = { state: state({ phase: 'vault_damaged' }) };

export const openingScenes: Scene[] = [
  { name: 'first-run', world: { accounts: [], codes: [] } },
  { name: 'opening', world: { silent: ['appState'] } },
  { name: 'opening-failed', world: { failing: { appState: error('internal') } } },
  { name: 'opening-read-only', world: { failing: { appState: error('vault_read_only') } } },
  { name: 'opening-busy', world: { failing: { appState: error('vault_busy') } } },
  { name: 'opening-disk-full', world: { failing: { appState: error('disk_full') } } },
  { name: 'opening-on-network', world: { failing: { appState: error('vault_on_network') } } },
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
  { name: 'locked-pin', world: { state: state({ phase: 'locked', pinSlot: true }) } },
  { name: 'locked-either', world: { state: state({ phase: 'locked', pinSlot: true, passphraseSlot: true }) } },
  {
    name: 'locked-fingerprint',
    world: {
      state: state({ phase: 'locked', platform: 'android', pinSlot: true, biometricSlot: true, biometrics: 'fingerprint' }),
      failing: { unlockWithBiometrics: error('biometrics_canceled') },
    },
  },
  {
    name: 'locked-fingerprint-pin',
    world: {
      state: state({ phase: 'locked', platform: 'android', pinSlot: true, biometricSlot: true, biometrics: 'fingerprint' }),
      failing: { unlockWithBiometrics: error('biometrics_canceled') },
    },
    act: async () => {
      await press(m.unlock_by_pin());
      await says(m.passphrase_show());
    },
  },
  {
    name: 'locked-face-refused',
    world: {
      state: state({ phase: 'locked', platform: 'ios', pinSlot: true, passphraseSlot: true, biometricSlot: true, biometrics: 'face' }),
      failing: { unlockWithBiometrics: error('biometrics_refused') },
    },
    act: async () => void (await says(m.error_biometrics_refused())),
  },
  {
    name: 'locked-touch-id',
    world: {
      state: state({ phase: 'locked', platform: 'ios', pinSlot: true, biometricSlot: true, biometrics: 'fingerprint' }),
      failing: { unlockWithBiometrics: error('biometrics_canceled') },
    },
  },
  {
    name: 'locked-hello',
    world: {
      state: state({ phase: 'locked', platform: 'windows', pinSlot: true, biometricSlot: true, biometrics: 'either' }),
      failing: { unlockWithBiometrics: error('biometrics_canceled') },
    },
  },
  {
    name: 'locked-fingerprints-changed',
    world: {
      state: state({ phase: 'locked', platform: 'android', pinSlot: true, biometricSlot: true, biometrics: 'fingerprint' }),
      failing: { unlockWithBiometrics: error('biometrics_changed') },
    },
    act: async () => void (await says(m.error_biometrics_changed())),
  },
  {
    name: 'locked-pin-wrong',
    world: { state: state({ phase: 'locked', pinSlot: true }), failing: { unlockWithPin: error('pin_wrong') } },
    act: async () => {
      await type(m.pin(), '4711');
      await press(m.unlock_go());
      await says(m.error_pin_wrong());
    },
  },
  { name: 'locked-pin-pause', world: { state: state({ phase: 'locked', pinSlot: true, pinPauseSeconds: 300 }) } },
  { name: 'locked-question', world: { state: state({ phase: 'locked', pinSlot: true }), questions: [question] } },
  {
    name: 'locked-words-wrong',
    world: {
      state: state({ phase: 'locked', pinSlot: true }),
      failing: { unlockWithRecoveryWords: error('words_malformed') },
    },
    act: async () => {
      await press(m.unlock_by_words());
      await write(m.recovery_words(), 'legal winner thank year wave sausage worth useful legal winner thank thank');
      await press(m.unlock_go());
      await says(m.error_words_malformed());
    },
  },
  { name: 'key-store-locked', world: { state: state({ phase: 'key_store_locked' }) } },
  { name: 'key-store-locked-passphrase', world: { state: state({ phase: 'key_store_locked', passphraseSlot: true }) } },
  { name: 'key-missing', world: { state: state({ phase: 'key_missing', accountCount: 9 }) } },
  { name: 'key-missing-passphrase', world: { state: state({ phase: 'key_missing', accountCount: 9, passphraseSlot: true }) } },
  {
    name: 'key-missing-typing',
    world: { state: state({ phase: 'key_missing', accountCount: 9, passphraseSlot: true }) },
    act: () => press(m.key_missing_passphrase()),
  },
  {
    name: 'key-missing-words',
    world: { state: state({ phase: 'key_missing', accountCount: 9 }) },
    act: () => press(m.unlock_by_words()),
  },
  { name: 'vault-missing', world: { state: state({ phase: 'vault_missing' }) } },
  {
    name: 'vault-missing-ask',
    world: { state: state({ phase: 'vault_missing' }) },
    act: () => press(m.vault_missing_start()),
  },
  {
    name: 'vault-missing-restore',
    world: { state: state({ phase: 'vault_missing' }) },
    act: () => press(m.restore_choice()),
  },
  {
    name: 'key-missing-restore',
    world: { state: state({ phase: 'key_missing', accountCount: 9 }) },
    act: () => press(m.restore_choice()),
  },
  {
    name: 'key-missing-restored',
    world: { state: state({ phase: 'key_missing', accountCount: 9 }) },
    act: () => press(m.restore_choice(), m.restore_go()),
  },
  { name: 'vault-damaged', world: damaged },
  { name: 'vault-damaged-looking', world: { ...damaged, silent: ['lookAtDamage'] } },
  {
    name: 'vault-damaged-unlock',
    world: { ...damaged, state: state({ phase: 'vault_damaged', pinSlot: true, passphraseSlot: true }), failing: { lookAtDamage: error('vault_state') } },
  },
  { name: 'vault-damaged-words', world: { ...damaged, failing: { lookAtDamage: error('vault_state') } } },
  { name: 'vault-damaged-lost', world: { ...damaged, failing: { lookAtDamage: error('vault_damaged') } } },
  { name: 'vault-damaged-restore', world: damaged, act: () => press(m.restore_choice()) },
  {
    name: 'vault-damaged-save-failed',
    world: { ...damaged, failing: { saveReadable: error('disk_full') } },
    act: async () => {
      await press(m.damage_save());
      await says(m.error_disk_full());
    },
  },
  {
    name: 'vault-damaged-saved',
    world: damaged,
    act: async () => {
      await press(m.damage_save());
      await says(m.damage_saved({ count: 8 }));
    },
  },
  { name: 'vault-newer', world: { state: state({ phase: 'vault_newer' }) } },
];

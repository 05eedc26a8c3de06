/** Settings. */
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, says } from '../hand';
import { state } from '../world';
import type { Scene } from './scene';

async function open(): Promise<void> {
  await press(m.accounts_settings());
  await says(m.settings_about());
}

export const settingsScenes: Scene[] = [
  { name: 'settings', act: open },
  { name: 'settings-passphrase', world: { state: state({ passphraseSlot: true }) }, act: open },
  { name: 'settings-first', world: { accounts: [], codes: [] }, act: open },
  { name: 'settings-clock', act: async () => { await open(); await press(m.clock_check()); await says(m.clock_drop()); } },
  { name: 'development', world: { state: state({ development: { serverAddress: 'http://localhost:7411' } }) } },
];

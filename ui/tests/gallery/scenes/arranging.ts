/** Groups, pins, notes, codes by a counter, and accounts to be linked again. */
import type { AccountView } from '../../../src/backend';
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, says } from '../hand';
import { accounts, codes } from '../world';
import type { Scene } from './scene';

const changes: Record<string, Partial<AccountView>> = {
  academy: { groups: ['School'] },
  kestrel: { groups: ['Home', 'Money and contracts'], isPinned: true, hasNote: true },
  tideline: { groups: ['Money and contracts'] },
  gridmeter: { codes: { kind: 'hotp', length: 6, periodSeconds: null } },
  quillworks: { formerLink: { origin: 'https://accounts.northlake.example', user: 'robin' } },
};
const arranged = {
  accounts: accounts.map((account) => ({ ...account, ...changes[account.id] })),
  codes: codes(18).filter(({ accountId }) => accountId !== 'gridmeter'),
};
const details = async (service: string) => { await press(m.row_menu({ service }), m.menu_details()); await says(m.account_this()); };

const toGroups = async () => {
  await press(m.accounts_settings());
  await press(`${m.groups_title()} ${m.settings_groups_text()}`);
  await says(m.groups_text());
};
export const arrangingScenes: Scene[] = [
  { name: 'groups', world: arranged },
  { name: 'groups-one', world: arranged, act: () => press('Money and contracts') },
  { name: 'counter-shown', world: arranged, act: async () => { await press('Gridmeter'); } },
  { name: 'account-counter', world: arranged, act: () => details('Gridmeter') },
  { name: 'account-counter-shown', world: arranged, act: async () => { await details('Gridmeter'); await press(m.counter_next()); await says(m.counter_number({ counter: '0' })); } },
  { name: 'account-note', world: arranged, act: async () => { await details('Kestrel'); await press(m.account_note_show()); } },
  { name: 'account-former', world: arranged, act: () => details('Quillworks') },
  { name: 'groups-settings', world: arranged, act: toGroups },
  { name: 'groups-rename', world: arranged, act: async () => { await toGroups(); await press(m.groups_rename_name({ group: 'School' })); } },
  { name: 'groups-remove', world: arranged, act: async () => { await toGroups(); await press(m.groups_remove_name({ group: 'Money and contracts' })); } },
  { name: 'groups-none', act: toGroups },
  { name: 'arrange', world: arranged, act: () => press(m.row_menu({ service: 'Kestrel' }), m.menu_arrange()) },
];

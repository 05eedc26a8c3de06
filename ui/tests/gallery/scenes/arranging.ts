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

const toGroups = async (found = m.groups_text()) => {
  await press(m.accounts_settings());
  await press(`${m.groups_title()} ${m.settings_groups_text()}`);
  await says(found);
};
export const arrangingScenes: Scene[] = [
  { name: 'groups', world: arranged },
  { name: 'groups-one', world: arranged, act: () => press('Money and contracts') },
  { name: 'counter-shown', world: arranged, act: async () => { await press('Gridmeter'); } },
  { name: 'account-counter', world: arranged, act: () => details('Gridmeter') },
  { name: 'account-counter-shown', world: arranged, act: async () => { await details('Gridmeter'); await press(m.counter_next()); await says(m.counter_number({ counter: '0' })); } },
  { name: 'account-note', world: arranged, act: async () => { await details('Kestrel'); await press(m.account_note_show()); } },
  { name: 'account-former', world: arranged, act: () => details('Quillworks') },
  { name: 'groups-settings', world: arranged, act: () => toGroups() },
  { name: 'groups-rename', world: arranged, act: async () => { await toGroups(); await press(m.row_menu({ service: 'School' }), m.menu_rename()); } },
  { name: 'groups-remove', world: arranged, act: async () => { await toGroups(); await press(m.row_menu({ service: 'Money and contracts' }), m.groups_remove_go()); } },
  { name: 'groups-none', act: () => toGroups(m.groups_none()) },
  { name: 'arrange', world: arranged, act: () => press(m.row_menu({ service: 'Kestrel' }), m.menu_arrange()) },
];

/** Icons of accounts by the names of their services. */
import type { AccountView } from '../../../src/backend';
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, sees } from '../hand';
import { accounts, codes, type World } from '../world';
import type { Scene } from './scene';

const services: Record<string, string> = {
  kestrel: 'GitHub', tideline: 'Discord', orchard: 'Proton', gridmeter: 'Spotify', mossbank: 'Namecheap', quillworks: 'X',
};
const named: AccountView[] = accounts.map((account) => ({ ...account, service: services[account.id] ?? account.service }));
const branded: Partial<World> = { accounts: named, codes: codes(18, named) };
const drawn = () => sees('.tile svg.shape');

export const iconScenes: Scene[] = [
  { name: 'accounts-icons', world: branded, act: async () => { await drawn(); } },
  { name: 'account-icon', world: branded, act: async () => { await drawn(); await press(m.row_menu({ service: 'GitHub' }), m.menu_details()); await sees('.top svg.shape'); } },
];

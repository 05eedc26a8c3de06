/** Icons of accounts, choosing one, and icon packs. */
import type { AccountView } from '../../../src/backend';
import { m } from '../../../src/i18n/paraglide/messages.js';
import { hold, press, says, sees, settled, type } from '../hand';
import { accounts, codes, error, iconPacks, type World } from '../world';
import type { Scene } from './scene';

/** A small picture of two halves. */
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGNg+M/wn4GBgYnhPwMDAwAd5gMBe1HlRgAAAABJRU5ErkJggg==';
const services: Record<string, string> = {
  kestrel: 'GitHub', tideline: 'Discord', orchard: 'Proton', gridmeter: 'Spotify', mossbank: 'Namecheap', quillworks: 'X',
};
const named: AccountView[] = accounts.map((account) => ({ ...account, service: services[account.id] ?? account.service }));
const branded: Partial<World> = { accounts: named, codes: codes(18, named) };
const changed = (changes: Partial<AccountView>): Partial<World> => ({
  accounts: named.map((account) => (account.id === 'kestrel' ? { ...account, ...changes } : account)),
});
const packed: Partial<World> = {
  ...branded,
  iconPacks,
  packMatches: [{ accountIds: ['tideline'], picture }],
  packIcons: [{ packId: iconPacks[0]?.id ?? '', index: 4, name: 'GitHub (Harbor)', picture }],
};

const drawn = () => sees('.tile svg.shape');
const open = async () => { await drawn(); await press(m.row_menu({ service: 'GitHub' }), m.icon_title()); await sees('.cell svg.shape'); };
const toPacks = async () => { await press(m.accounts_settings()); await press(`${m.icon_packs()} ${m.settings_icon_packs_text()}`); await says(m.icon_packs_text()); };
/** A pack that is dropped on the import. */
const give = async () => {
  await press(m.accounts_add(), m.add_import());
  await settled();
  await hold('drop', 'pack.zip');
};
const isPack: Partial<World> = { ...branded, failing: { previewFiles: error('file_is_icon_pack') } };

export const iconScenes: Scene[] = [
  { name: 'accounts-icons', world: branded, act: async () => { await drawn(); } },
  { name: 'accounts-icons-pack', world: packed, act: async () => { await drawn(); await sees('.tile img'); } },
  { name: 'account-icon', world: branded, act: async () => { await drawn(); await press(m.row_menu({ service: 'GitHub' }), m.menu_details()); await sees('.top svg.shape'); } },
  { name: 'icon', world: branded, act: open },
  { name: 'icon-letter', world: { ...branded, ...changed({ iconName: 'letter-tile' }) }, act: open },
  { name: 'icon-own', world: { ...branded, ...changed({ iconPicture: picture }) }, act: open },
  { name: 'icon-built-in', world: { ...branded, ...changed({ iconName: 'spotify' }) }, act: open },
  { name: 'icon-search', world: packed, act: async () => { await open(); await type(m.icon_search(), 'git'); await says('GitHub (Harbor)'); }, focused: true },
  { name: 'icon-none', world: branded, act: async () => { await open(); await type(m.icon_search(), 'heron'); await says(m.icon_none()); } },
  {
    name: 'icon-failed',
    world: { ...branded, failing: { setIcon: error('icon_unknown') } },
    act: async () => { await open(); await press(m.save()); await says(m.error_icon_unknown()); },
  },
  { name: 'icon-packs-none', act: async () => { await toPacks(); await says(m.icon_packs_none()); } },
  { name: 'icon-packs', world: packed, act: async () => { await toPacks(); await says('Harbor Icons'); } },
  { name: 'icon-pack-added', world: isPack, act: async () => { await give(); await says(m.icon_pack_left_out({ count: 2 })); } },
  {
    name: 'icon-pack-failed',
    world: { ...isPack, failing: { ...isPack.failing, addIconPack: error('icon_pack_unreadable') } },
    act: async () => { await give(); await says(m.error_icon_pack_unreadable()); },
  },
  { name: 'icon-pack-remove', world: packed, act: async () => { await toPacks(); await press(m.icon_pack_remove_name({ name: 'Harbor Icons' })); await says(m.icon_pack_remove_text()); } },
];

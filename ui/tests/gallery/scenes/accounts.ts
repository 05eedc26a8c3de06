/** The list, one account, and what can be done with them. */
import type { AccountView } from '../../../src/backend';
import { m } from '../../../src/i18n/paraglide/messages.js';
import { control, key, press, says, type } from '../hand';
import { accounts, codes, details as known, error, NOW, state } from '../world';
import type { Scene } from './scene';

const northlake = 'Northlake';

function changed(id: string, changes: Partial<AccountView>): AccountView[] {
  return accounts.map((account) => (account.id === id ? { ...account, ...changes } : account));
}

const more = () => press(m.row_menu({ service: northlake }));

async function details(phone: boolean): Promise<void> {
  if (!phone) return;
  await more();
  await press(m.menu_details());
  await says(m.account_this());
}

/** As many as some people have. */
const twenty: AccountView[] = [...accounts, ...accounts, ...accounts].slice(0, 20).map((account, place) => ({ ...account, id: `${account.id}-${place}` }));

/** As many as anybody has, and far more. */
const tenThousand: AccountView[] = Array.from({ length: 1250 }, (_, round) =>
  accounts.map((account) => ({ ...account, id: `${account.id}-${round}`, user: `${round}.${account.user}` })),
).flat();

export const accountScenes: Scene[] = [
  { name: 'accounts' },
  { name: 'accounts-last-seconds', world: { codes: codes(4) } },
  { name: 'accounts-soon', world: { codes: codes(9) } },
  { name: 'accounts-few', world: { accounts: accounts.slice(0, 1), codes: codes(18).slice(0, 1) } },
  {
    name: 'accounts-offline',
    world: {
      accounts: accounts.map((account) => (account.kind === 'linked' ? { ...account, approvals: 'unreachable' } : account)),
      details: { devices: null, devicesError: 'server_unreachable' },
    },
  },
  { name: 'accounts-newer-version', world: { state: state({ newerVersion: '1.4.0' }) } },
  { name: 'accounts-copied', act: () => press(northlake) },
  { name: 'accounts-copy-failed', world: { failing: { copyCode: error('clipboard_unavailable') } }, act: () => press(northlake) },
  { name: 'accounts-menu', act: more, focused: true },
  { name: 'accounts-focus', act: async () => { await key('f', { ctrlKey: true }); await key('ArrowDown'); await key('ArrowDown'); }, focused: true },
  { name: 'accounts-twenty', world: { accounts: twenty, codes: codes(18, twenty) } },
  { name: 'accounts-ten-thousand', world: { accounts: tenThousand, codes: codes(18, tenThousand) } },
  { name: 'accounts-search', act: () => type(m.accounts_search(), 'nor'), focused: true },
  { name: 'accounts-search-none', act: () => type(m.accounts_search(), 'heron') },
  { name: 'accounts-checked', act: async () => { await press(m.accounts_check()); await says(m.accounts_checked()); } },
  { name: 'accounts-codes-failed', world: { failing: { codes: error('vault_busy') } } },
  {
    name: 'accounts-undo',
    act: async () => {
      await press(m.row_menu({ service: 'Kestrel' }), m.menu_remove());
      await says(m.removed({ service: 'Kestrel' }));
    },
  },
  {
    name: 'account-frozen',
    world: { details: { ...known, frozenAt: NOW - 7_200 } },
    act: async ({ phone }) => { await details(phone); await says(m.thaw_about()); },
  },
  {
    name: 'account-thaw',
    world: { details: { ...known, frozenAt: NOW - 3_600 }, person: { asks: 'pin', isVerified: false, biometrics: null } },
    act: async ({ phone }) => {
      await details(phone);
      await press(m.thaw());
      await says(m.verify_head());
    },
  },
  {
    name: 'account-reset',
    world: { details: { ...known, resetAt: NOW + 80_000 } },
    act: async ({ phone }) => { await details(phone); await says(m.reset_waits_text()); },
  },
  { name: 'account-freeze', act: async ({ phone }) => { await details(phone); await press(m.freeze()); await says(m.freeze_text()); } },
  {
    name: 'account-device-name',
    act: async ({ phone }) => { await details(phone); await press(m.device_name()); await says(m.device_name_hint({ service: northlake })); },
  },
  {
    name: 'account-keys-failed',
    world: { failing: { renewDeviceKeys: error('server_unreachable', { origin: 'https://id.northlake.example' }) } },
    act: async ({ phone }) => { await details(phone); await press(m.device_keys()); (await control(m.freeze())).scrollIntoView({ block: 'end' }); },
  },
  { name: 'account', act: ({ phone }) => details(phone) },
  {
    name: 'account-slow-server',
    world: { slow: ['accountDetails'] },
    act: async ({ phone }) => { await details(phone); await says(m.account_devices_show()); },
  },
  {
    name: 'account-slow-server-shown',
    world: { slow: ['accountDetails'] },
    act: async ({ phone }) => { await details(phone); await press(m.account_devices_show()); await says(m.device_keys()); },
  },
  {
    name: 'account-slower-server',
    world: { slow: ['accountDetails'], details: { devices: null, devicesError: 'server_unreachable' } },
    act: async ({ phone }) => { await details(phone); await press(m.account_devices_why()); await says('Northlake'); },
  },
  { name: 'account-code-only', act: async () => { await press(m.row_menu({ service: 'Kestrel' }), m.menu_details()); await says(m.account_this()); } },
  { name: 'account-long', act: async () => { await press(m.row_menu({ service: 'Mossbank Domains' }), m.menu_details()); await says(m.account_this()); } },
  { name: 'account-last-seconds', world: { codes: codes(4) }, act: ({ phone }) => details(phone) },
  {
    name: 'account-unreachable',
    world: { accounts: changed('northlake', { approvals: 'unreachable' }), details: { devices: null, devicesError: 'server_unreachable' } },
    act: ({ phone }) => details(phone),
  },
  {
    name: 'account-device-unknown',
    world: { accounts: changed('northlake', { approvals: 'device_unknown' }), details: { devices: null, devicesError: 'device_unknown' } },
    act: ({ phone }) => details(phone),
  },
  {
    name: 'account-server-changed',
    world: { accounts: changed('northlake', { approvals: 'server_changed' }), details: { devices: null, devicesError: 'server_changed' } },
    act: ({ phone }) => details(phone),
  },
  {
    name: 'account-went-back',
    world: { accounts: changed('northlake', { approvals: 'went_back' }) },
    act: ({ phone }) => details(phone),
  },
  {
    name: 'account-restored',
    world: { accounts: changed('northlake', { approvals: 'restored' }) },
    act: ({ phone }) => details(phone),
  },
  {
    name: 'account-moved',
    world: { accounts: changed('northlake', { approvals: 'server_changed', movedTo: 'https://login.northlake.example' }), details: { devices: null, devicesError: 'server_changed' } },
    act: ({ phone }) => details(phone),
  },
  {
    name: 'account-copied',
    world: { accounts: changed('northlake', { copiedAt: NOW - 7_200 }) },
    act: ({ phone }) => details(phone),
  },
  {
    name: 'account-questions-only',
    world: { accounts: changed('northlake', { codes: null }), codes: codes(18).slice(1) },
    act: ({ phone }) => details(phone),
  },
  {
    name: 'account-backup-codes',
    world: { accounts: changed('northlake', { backupCodesPending: true }) },
    act: ({ phone }) => details(phone),
  },
  { name: 'rename', act: async () => { await more(); await press(m.menu_rename()); } },
  {
    name: 'rename-refused',
    world: { failing: { renameAccount: error('name_invalid') } },
    act: async () => {
      await more();
      await press(m.menu_rename());
      await press(m.save());
      await says(m.error_name_invalid());
    },
  },
  { name: 'remove', act: async () => { await more(); await press(m.menu_remove()); await says(m.remove_keep()); } },
  { name: 'remove-iphone', world: { state: state({ platform: 'ios' }) }, act: async () => { await more(); await press(m.menu_remove()); await says(m.remove_keep()); } },
  {
    name: 'remove-last',
    world: { removal: 'last_method' },
    act: async () => {
      await more();
      await press(m.menu_remove());
      await says(m.remove_keep());
      await press(m.remove_go());
      await says(m.remove_last_page());
    },
  },
  {
    name: 'remove-failed',
    world: { failing: { removeAccount: error('server_unreachable', { origin: 'https://accounts.northlake.example' }) } },
    act: async () => {
      await more();
      await press(m.menu_remove());
      await says(m.remove_keep());
      await press(m.remove_go());
      await says(m.forget_go());
    },
  },
  {
    name: 'forget',
    world: { accounts: changed('northlake', { approvals: 'unreachable' }), details: { devices: null, devicesError: 'server_unreachable' } },
    act: async ({ phone }) => {
      await details(phone);
      await press(m.account_forget());
      await says(m.forget_go());
    },
  },
];

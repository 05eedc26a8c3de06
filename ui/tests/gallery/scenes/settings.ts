/** Settings. */
import type { Platform, WakingView } from '../../../src/backend';
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, says, type } from '../hand';
import { error, state, world } from '../world';
import type { Scene } from './scene';

const off = world().computer;
const releases = { host: 'countersign.example', isSaid: true, newer: null };
const on = { ...off, keepRunning: true, startAtLogin: true, copyAndClose: true, shortcut: off.usualShortcut };

/** Shows only what the search finds, so that it stands on the picture. */
async function find(name: string): Promise<void> {
  await open();
  await type(m.settings_search(), name);
  await says(name);
}

/** Phones have nothing of that. */
const computer = ({ phone }: { phone: boolean }) => (phone ? open() : find(m.desktop_title()));

/** Presses keys where those that open the window are chosen. */
async function keys(code: string, held: KeyboardEventInit): Promise<void> {
  await find(m.desktop_title());
  await press(m.desktop_keys());
  await says(m.desktop_keys_head());
  dispatchEvent(new KeyboardEvent('keydown', { code, key: code, cancelable: true, ...held }));
}

async function open(): Promise<void> {
  await press(m.accounts_settings());
  await says(m.settings_about());
}

/** Other systems wake nobody, and say nothing of it. */
async function openWaking({ platform }: { platform: Platform }): Promise<void> {
  await open();
  if (platform === 'android') await says(m.waking_name());
}

const woken: WakingView = { isOn: true, by: { kind: 'system' }, told: 2, offering: 2 };

export const settingsScenes: Scene[] = [
  { name: 'settings', act: open },
  { name: 'settings-search', act: async () => { await open(); await type(m.settings_search(), m.backups_title().slice(0, 4).toLowerCase()); await says(m.backups_title()); }, focused: true },
  { name: 'settings-search-none', act: async () => { await open(); await type(m.settings_search(), 'heron'); await says(m.settings_none_found({ text: 'heron' })); } },
  { name: 'settings-passphrase', world: { state: state({ passphraseSlot: true }) }, act: open },
  { name: 'settings-pin', world: { state: state({ pinSlot: true, passphraseSlot: true }) }, act: open },
  {
    name: 'settings-choose-pin',
    act: async () => {
      await open();
      await press(m.pin());
      await type(m.pin(), '4071');
      await type(m.pin_again(), '4017');
      await press(m.pin_choose_go());
      await says(m.pin_differ());
    },
  },
  {
    name: 'settings-choose-passphrase',
    world: { failing: { setPassphrase: error('passphrase_weak') } },
    act: async () => {
      await open();
      await press(m.passphrase());
      await type(m.passphrase(), 'sunshine');
      await type(m.choose_again(), 'sunshine');
      await press(m.choose_go());
      await says(m.error_passphrase_weak());
    },
  },
  {
    name: 'settings-remove-pin',
    world: { state: state({ pinSlot: true }) },
    act: async () => {
      await open();
      await press(m.pin_remove());
      await says(m.pin_remove_head());
    },
  },
  {
    name: 'settings-verify',
    world: {
      state: state({ pinSlot: true }),
      person: { asks: 'pin', isVerified: false, biometrics: null },
      failing: { verifyPerson: error('pin_wrong') },
    },
    act: async () => {
      await open();
      await press(m.pin_remove());
      await type(m.pin(), '4711');
      await press(m.verify_go());
      await says(m.error_pin_wrong());
    },
  },
  {
    name: 'settings-fingerprint',
    world: { state: state({ platform: 'android', pinSlot: true, biometrics: 'fingerprint', biometricSlot: true }) },
    act: open,
  },
  {
    name: 'settings-face-needs-pin',
    world: { state: state({ platform: 'ios', biometrics: 'face' }) },
    act: open,
  },
  {
    name: 'settings-verify-fingerprint',
    world: {
      state: state({ platform: 'android', pinSlot: true, biometrics: 'fingerprint', biometricSlot: true }),
      person: { asks: 'pin', isVerified: false, biometrics: 'fingerprint' },
      failing: { verifyPersonByBiometrics: error('biometrics_refused') },
    },
    act: async () => {
      await open();
      await press(m.pin_remove());
      await says(m.error_biometrics_refused());
    },
  },
  { name: 'settings-waking', world: { state: state({ platform: 'android' }), waking: woken }, act: openWaking },
  {
    name: 'settings-waking-program',
    world: { state: state({ platform: 'android' }), waking: { ...woken, by: { kind: 'program', name: 'ntfy' } } },
    act: openWaking,
  },
  { name: 'settings-waking-nobody', world: { state: state({ platform: 'android' }), waking: { ...woken, by: null, told: 0 } }, act: openWaking },
  { name: 'settings-waking-off', world: { state: state({ platform: 'android' }), waking: { ...woken, isOn: false, told: 0 } }, act: openWaking },
  { name: 'settings-waking-iphone', world: { state: state({ platform: 'ios' }) }, act: async ({ platform }) => { await open(); if (platform === 'ios') await says(m.waking_none_here()); } },
  { name: 'settings-first', world: { accounts: [], codes: [] }, act: open },
  { name: 'settings-clock', act: async () => { await open(); await press(m.clock_check()); await says(m.clock_drop()); } },
  { name: 'settings-notifications', act: async () => { await find(m.notifications_title()); await press(m.notifications_test()); await says(m.notifications_sent()); } },
  { name: 'settings-notifications-undecided', world: { notifications: 'undecided' }, act: () => find(m.notifications_title()) },
  { name: 'settings-notifications-blocked', world: { notifications: 'blocked' }, act: () => find(m.notifications_title()) },
  { name: 'settings-notifications-none', world: { notifications: 'no_service' }, act: () => find(m.notifications_title()) },
  { name: 'settings-computer', act: computer },
  { name: 'settings-releases', world: { computer: { ...off, releases } }, act: async (of) => { if (of.phone) return open(); await find(m.releases_title()); await press(m.releases_look()); await says(m.releases_newest()); return undefined; } },
  { name: 'settings-releases-newer', world: { computer: { ...off, releases: { ...releases, newer: '1.4.0' } }, state: state({ newerVersion: '1.4.0' }) }, act: async () => { await press(m.accounts_settings_newer()); await says(m.releases_newer({ version: '1.4.0' })); } },
  { name: 'settings-computer-on', world: { computer: on }, act: computer },
  { name: 'settings-computer-mac', world: { computer: on, state: state({ platform: 'macos' }) }, act: computer },
  { name: 'settings-computer-wayland', world: { computer: { ...off, hasTray: false, shortcutState: 'impossible' } }, act: computer },
  { name: 'settings-computer-taken', world: { computer: { ...on, shortcutState: 'taken' } }, act: computer },
  {
    name: 'settings-keys',
    world: { computer: on },
    act: ({ phone }) => (phone ? open() : keys('KeyC', { ctrlKey: true, altKey: true })),
  },
  {
    name: 'settings-keys-unfit',
    world: { computer: on },
    act: async ({ phone }) => {
      if (phone) return open();
      await keys('KeyC', { shiftKey: true });
      await says(m.error_shortcut_unfit());
      return undefined;
    },
  },
  { name: 'licenses', act: async () => { await open(); await press(m.licenses_title()); await says('tauri'); } },
  { name: 'licenses-text', act: async () => { await open(); await press(m.licenses_title()); await type(m.licenses_search(), 'svelte'); await press('svelte'); await says('Permission is hereby granted'); } },
  { name: 'development', world: { state: state({ development: { serverAddress: 'http://localhost:7411' } }) } },
];

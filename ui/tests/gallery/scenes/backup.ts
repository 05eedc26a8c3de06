/** Backups, exports, the recovery sheet, getting back in. */
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, says, type } from '../hand';
import { backups, error, noBackups, noWayBack, NOW, state, type World } from '../world';
import type { Scene } from './scene';

async function toBackups(): Promise<void> {
  await press(m.accounts_settings());
  await press(m.backups_title());
  await says(m.backups_intro());
}

async function toGetBackIn(): Promise<void> {
  await press(m.accounts_settings());
  await press(m.back_in_title());
  await says(m.back_in_intro());
}

/** On phones the sheet is saved, and printed from there. */
const toPaper = () => (document.body.textContent.includes(m.sheet_save()) ? m.sheet_save() : m.sheet_print());

async function toSheet(): Promise<void> {
  await toGetBackIn();
  await press(m.sheet_title());
  await says(m.sheet_head());
}

async function toExport(way: string): Promise<void> {
  await toBackups();
  await press(m.backups_export());
  await press(way);
  await says(m.export_losses());
}

const troubled = {
  ...backups,
  trouble: { code: 'folder_gone' as const, at: NOW - 600 },
  questions: [
    { kind: 'fewer' as const, before: 12, now: 8 },
    { kind: 'damaged' as const, names: ['countersign-2026-11-02T08-00-00Z-0123456789abcdef.age'] },
  ],
};

const asked: Partial<World> = { person: { asks: 'passphrase', isVerified: false, biometrics: null } };

export const backupScenes: Scene[] = [
  { name: 'backups', act: toBackups },
  { name: 'backups-none', world: { backups: noBackups }, act: toBackups },
  {
    name: 'backups-android',
    world: {
      state: state({ platform: 'android' }),
      backups: { ...backups, folder: { path: 'content://com.android.externalstorage.documents/tree/primary%3ABackups#Backups', isElsewhere: false } },
    },
    act: toBackups,
  },
  { name: 'backups-ios-none', world: { state: state({ platform: 'ios' }), backups: noBackups }, act: toBackups },
  { name: 'backups-trouble', world: { backups: troubled }, act: toBackups },
  {
    name: 'backup-check',
    act: async () => {
      await toBackups();
      await press(m.backups_check_name({ name: 'countersign-backup.age' }));
      await says(m.backups_check_title());
    },
  },
  {
    name: 'backup-save',
    world: { failing: { saveBackup: error('passphrase_weak') } },
    act: async () => {
      await toBackups();
      await press(m.backups_save());
      await says(m.save_text());
    },
  },
  {
    name: 'backup-saved',
    act: async () => {
      await toBackups();
      await press(m.backups_save());
      await type(m.passphrase(), 'four random words here');
      await type(m.save_repeat(), 'four random words here');
      await press(m.save_go());
      await says(m.save_done());
    },
  },
  {
    name: 'backup-save-verify',
    world: asked,
    act: async () => {
      await toBackups();
      await press(m.backups_save());
      await type(m.passphrase(), 'four random words here');
      await type(m.save_repeat(), 'four random words here');
      await press(m.save_go());
      await says(m.verify_head());
    },
  },
  { name: 'backups-passphrase', world: { state: state({ passphraseSlot: true }) }, act: toBackups },
  { name: 'export-verify', world: asked, act: async () => { await toExport(m.export_list()); await press(m.export_write()); await says(m.verify_head()); } },
  { name: 'recovery-sheet-verify', world: asked, act: async () => { await toSheet(); await press(toPaper()); await says(m.verify_head()); } },
  { name: 'get-back-in', act: toGetBackIn },
  { name: 'get-back-in-no', world: { getBackIn: noWayBack, sheet: { printedAt: null, checkedAt: null, isVoid: false } }, act: toGetBackIn },
  { name: 'accounts-amber', world: { getBackIn: noWayBack, late: ['getBackIn'] } },
  { name: 'recovery-sheet', act: toSheet },
  {
    name: 'recovery-sheet-check',
    world: { wrongWord: 1 },
    act: async () => {
      await toSheet();
      await press(m.sheet_have());
      await type(m.sheet_word_vault({ place: 3 }), 'orbit');
      await type(m.sheet_word_vault({ place: 11 }), 'lizard');
      await type(m.sheet_word_backup({ place: 7 }), 'canvas');
      await type(m.sheet_word_backup({ place: 20 }), 'meadow');
      await press(m.sheet_check());
      await says(m.sheet_wrong());
    },
  },
  { name: 'export', act: async () => { await toBackups(); await press(m.backups_export()); await says(m.export_head()); } },
  { name: 'export-aegis', act: () => toExport(m.export_aegis_sealed()) },
  { name: 'export-list', act: () => toExport(m.export_list()) },
  {
    name: 'export-codes',
    act: async () => {
      await toExport(m.export_google());
      await press(m.export_show());
      await says(m.export_code({ number: 1, of: 2 }));
    },
  },
];

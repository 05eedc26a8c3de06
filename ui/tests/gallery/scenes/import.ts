/** Every screen of importing, and the trash. */
import { m } from '../../../src/i18n/paraglide/messages.js';
import { hold, press, says, settled, type } from '../hand';
import { error, NOW, preview, serverFound, state, table, type World } from '../world';
import type { Scene } from './scene';

const DAY = 86_400;
const open = () => press(m.accounts_add(), m.add_import());
const dropped = async () => { await open(); await settled(); await hold('drop'); };
const shown = async () => { await dropped(); await says(m.import_skipped()); };
const asks = (name: string, code: Parameters<typeof error>[0], said: () => string): Scene => ({
  name, world: { failing: { previewFiles: error(code) } }, act: async () => { await dropped(); await says(said()); },
});
const past: Partial<World> = {
  imports: [{ id: 'i1', kind: 'app', format: 'Aegis (encrypted)', at: NOW - 600, added: 12, undoUntil: NOW + DAY }],
};
const trash: Partial<World> = {
  trash: [
    { id: 't1', service: 'Kestrel', user: 'robin-v', removedAt: NOW - DAY, erasedAt: NOW + 29 * DAY },
    { id: 't2', service: 'Mossbank Domains', user: 'hostmaster@verylongsubdomain.robin-vale.example', removedAt: NOW - 9 * DAY, erasedAt: NOW + 21 * DAY },
  ],
};
const columns: Partial<World> = { failing: { previewFiles: error('file_columns_unknown') } };
const settings = () => press(m.accounts_settings());
const openTrash = async () => { await settings(); await press(m.trash_title()); };

export const importScenes: Scene[] = [
  { name: 'import', act: open },
  asks('import-refused', 'file_unknown', m.error_file_unknown),
  asks('import-password', 'file_password_needed', m.import_password_head),
  asks('import-words', 'backup_words_needed', m.import_words_head),
  {
    name: 'import-password-wrong',
    world: { failing: { previewFiles: error('file_password_needed') } },
    act: async ({ double }) => {
      await dropped();
      await says(m.import_password_head());
      double.change({ failing: { previewFiles: error('file_password_wrong') } });
      await type(m.import_password(), 'tulip');
      await press(m.next_step());
      await says(m.error_file_password_wrong());
    },
  },
  {
    name: 'import-cost',
    world: { failing: { previewFiles: error('file_costs_much', { memoryMib: 8_192 }) } },
    act: async () => { await dropped(); await says(m.import_cost_head()); },
  },
  { name: 'import-table', world: columns, act: async () => { await dropped(); await says(m.import_table_head()); } },
  {
    name: 'import-table-no-secret',
    world: { ...columns, table: { ...table, columns: table.columns.map((column) => ({ ...column, name: null, role: null })), hasHeader: false } },
    act: async () => { await dropped(); await says(m.import_table_no_secret()); },
  },
  { name: 'import-screen-refused', world: { failing: { readScreen: error('screen_refused') } }, act: async ({ phone }) => { await open(); if (!phone) { await press(m.picture_screen()); await says(m.error_screen_refused()); } } },
  { name: 'drop-over', act: async () => { await says('Northlake'); await settled(); await hold('dragenter'); } },
  { name: 'drop-locked', world: { state: state({ phase: 'locked', passphraseSlot: true }) }, act: async () => { await settled(); await hold('drop'); await says(m.drop_locked()); } },
  { name: 'drop-busy', act: async () => { await press(m.accounts_add(), m.add_type_key()); await settled(); await hold('drop'); await says(m.drop_busy()); } },
  { name: 'drop-read', act: async () => { await says('Northlake'); await settled(); await hold('drop'); await says(m.import_skipped()); } },
  { name: 'import-preview', act: shown },
  { name: 'import-preview-backup', world: { preview: { ...preview, kind: 'backup', madeAt: NOW - DAY, skipped: [] } }, act: async () => { await dropped(); await says(m.import_new()); } },
  { name: 'import-preview-nothing', world: { preview: { ...preview, entries: [] } }, act: shown },
  { name: 'import-preview-links', world: { preview: { ...preview, kind: 'codes', format: 'codes', skipped: [], entries: preview.entries.slice(0, 2), links: [serverFound, { kind: 'pin_needed', pendingId: 'p4', service: 'Yandex', user: 'robin-v' }] } }, act: async () => { await dropped(); await says(m.import_links()); } },
  { name: 'import-failed', world: { failing: { confirmImport: error('disk_full') } }, act: async () => { await shown(); await press(m.import_go({ count: 5 })); await says(m.error_disk_full()); } },
  { name: 'import-done', act: async () => { await shown(); await press(m.import_go({ count: 5 })); await says(m.import_done({ count: 5 })); } },
  { name: 'settings-import', world: past, act: async () => { await settings(); await says(m.import_undo()); } },
  { name: 'trash', world: trash, act: async () => { await openTrash(); await says(m.trash_erase()); } },
  { name: 'trash-empty', act: async () => { await openTrash(); await says(m.trash_empty()); } },
  { name: 'trash-erase', world: trash, act: async () => { await openTrash(); await press(m.trash_erase_name({ service: 'Kestrel' })); await says(m.trash_erase_go()); } },
];

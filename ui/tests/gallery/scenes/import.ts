/** Every screen of importing, and the trash. */
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, says, type } from '../hand';
import { error, NOW, preview, type World } from '../world';
import type { Scene } from './scene';

const DAY = 86_400;
const open = () => press(m.accounts_add(), m.add_import());
const pasted = async () => { await open(); await press(m.picture_paste()); };
const shown = async () => { await pasted(); await says(m.import_skipped()); };
const asks = (name: string, code: Parameters<typeof error>[0], said: string): Scene => ({
  name, world: { failing: { previewClipboard: error(code) } }, act: async () => { await pasted(); await says(said); },
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
const settings = () => press(m.accounts_settings());
const openTrash = async () => { await settings(); await press(m.trash_title()); };

export const importScenes: Scene[] = [
  { name: 'import', act: open },
  asks('import-refused', 'file_unknown', m.error_file_unknown()),
  asks('import-password', 'file_password_needed', m.import_password_head()),
  asks('import-words', 'backup_words_needed', m.import_words_head()),
  {
    name: 'import-password-wrong',
    world: { failing: { previewClipboard: error('file_password_needed'), previewFiles: error('file_password_wrong') } },
    act: async () => {
      await pasted();
      await type(m.import_password(), 'tulip');
      await press(m.next_step());
      await says(m.error_file_password_wrong());
    },
  },
  {
    name: 'import-cost',
    world: { failing: { previewClipboard: error('file_costs_much', { memoryMib: 8_192 }) } },
    act: async () => { await pasted(); await says(m.import_cost_head()); },
  },
  { name: 'import-preview', act: shown },
  { name: 'import-preview-backup', world: { preview: { ...preview, kind: 'backup', madeAt: NOW - DAY, skipped: [] } }, act: async () => { await pasted(); await says(m.import_new()); } },
  { name: 'import-preview-nothing', world: { preview: { ...preview, entries: [] } }, act: shown },
  { name: 'import-failed', world: { failing: { confirmImport: error('disk_full') } }, act: async () => { await shown(); await press(m.import_go({ count: 5 })); await says(m.error_disk_full()); } },
  { name: 'import-done', act: async () => { await shown(); await press(m.import_go({ count: 5 })); await says(m.import_done({ count: 5 })); } },
  { name: 'settings-import', world: past, act: async () => { await settings(); await says(m.import_undo()); } },
  { name: 'trash', world: trash, act: async () => { await openTrash(); await says(m.trash_erase()); } },
  { name: 'trash-empty', act: async () => { await openTrash(); await says(m.trash_empty()); } },
  { name: 'trash-erase', world: trash, act: async () => { await openTrash(); await press(m.trash_erase_name({ service: 'Kestrel' })); await says(m.trash_erase_go()); } },
];

/** The history of questions. */
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, says } from '../hand';
import { error, history } from '../world';
import type { Scene } from './scene';

async function open(): Promise<void> {
  await press(m.accounts_settings());
  await says(m.settings_about());
  await press(m.history_title());
  await says(m.history_text());
}

export const historyScenes: Scene[] = [
  { name: 'history', act: open },
  { name: 'history-empty', world: { history: [] }, act: open },
  { name: 'history-entry', act: async () => { await open(); await press(m.history_yes()); await says(m.history_report_text()); } },
  { name: 'history-unusual', act: async () => { await open(); await press(m.history_no()); await says(m.history_answer_number()); } },
  { name: 'history-long', world: { history: Array.from({ length: 120 }, (_, at) => history.map((each) => ({ ...each, cid: `${each.cid}-${at}` }))).flat() }, act: async () => { await open(); await says(m.history_more()); } },
  { name: 'history-failed', world: { failing: { history: error('vault_busy') } }, act: async () => { await press(m.accounts_settings()); await press(m.history_title()); await says(m.error_vault_busy()); } },
  { name: 'history-erase', act: async () => { await open(); await press(m.history_erase()); await says(m.history_erase_head()); } },
  {
    name: 'history-account',
    act: async ({ phone }) => {
      if (phone) await press(m.row_menu({ service: 'Northlake' }), m.menu_details());
      await press(m.history_title());
      await says(m.history_all());
    },
  },
];

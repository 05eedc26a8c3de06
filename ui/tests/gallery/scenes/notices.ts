/** News above the list. */
import type { NoticeView } from '../../../src/backend';
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, says } from '../hand';
import { accounts, NOW } from '../world';
import type { Scene } from './scene';

const plain: NoticeView = {
  id: 'n1', kind: 'account_removed', accountId: null, service: 'Harbor Office', reason: 'switched-off', offsetSeconds: null, count: null, at: NOW - 60,
};

const all: NoticeView[] = [
  plain,
  { ...plain, id: 'n2', kind: 'clock_off', accountId: 'northlake', service: 'Northlake', reason: null, offsetSeconds: 187 },
  { ...plain, id: 'n3', kind: 'server_changed', accountId: 'northlake', service: 'Northlake', reason: null },
  { ...plain, id: 'n4', kind: 'device_unknown', accountId: 'academy', service: 'Academy', reason: null },
  { ...plain, id: 'n6', kind: 'server_went_back', accountId: 'kestrel', service: 'Kestrel', reason: null },
  { ...plain, id: 'n7', kind: 'device_copied', accountId: 'northlake', service: 'Northlake', reason: null },
  { ...plain, id: 'n8', kind: 'server_moved', accountId: 'academy', service: 'Academy', reason: null },
  { ...plain, id: 'n5', kind: 'accounts_unreadable', service: '', reason: null, count: 2 },
];

export const noticeScenes: Scene[] = [
  { name: 'notice-removed', world: { notices: [plain] } },
  { name: 'notice-removed-last', world: { notices: [plain], accounts: [], codes: [] } },
  { name: 'notice-unreadable-only', world: { notices: all.slice(-1), accounts: [], codes: [] } },
  { name: 'notices-all', world: { notices: all, late: ['notices'] } },
  {
    name: 'notice-clock-checked',
    world: { notices: all.slice(1, 2) },
    act: async () => {
      await press(m.notice_clock_check());
      await says(m.clock_corrected({ time: m.notice_clock_check() }).slice(0, 20));
    },
  },
  {
    name: 'notice-backup-codes',
    world: { accounts: accounts.map((account) => (account.id === 'northlake' ? { ...account, backupCodesPending: true } : account)) },
  },
  {
    name: 'notice-link-refused',
    act: async ({ double }) => {
      await says('Northlake');
      double.tell('refused', { code: 'link_malformed' });
      await says(m.notice_link_refused());
    },
  },
];

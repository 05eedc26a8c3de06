/** How each kind of news is worded, and how loud it is. */
import type { NoticeView } from '../../backend';
import { m } from '../../i18n/paraglide/messages.js';
import { length } from '../../i18n/times';

export function toneOf({ kind }: NoticeView): 'odd' | 'stop' {
  return kind === 'server_changed' || kind === 'server_went_back' || kind === 'device_copied' || kind === 'accounts_unreadable' ? 'stop' : 'odd';
}

export function headOf(notice: NoticeView, locale: string): string {
  const { service } = notice;
  switch (notice.kind) {
    case 'account_removed':
      return m.notice_removed({ service });
    case 'clock_off': {
      const offset = notice.offsetSeconds ?? 0;
      const time = length(offset, locale);
      return offset > 0 ? m.notice_clock_ahead({ time }) : m.notice_clock_behind({ time });
    }
    case 'server_changed':
      return m.notice_server_changed({ service });
    case 'device_unknown':
      return m.notice_device_unknown({ service });
    case 'server_went_back':
      return m.notice_went_back({ service });
    case 'server_moved':
      return m.notice_moved({ service });
    case 'device_copied':
      return m.notice_copied({ service });
    case 'accounts_unreadable':
      return m.notice_unreadable({ count: notice.count ?? 1 });
  }
}

export function textOf(notice: NoticeView): string {
  const { service } = notice;
  switch (notice.kind) {
    case 'account_removed':
      return whyRemoved(notice.reason);
    case 'clock_off':
      return m.notice_clock_text({ service });
    case 'server_changed':
      return m.notice_server_changed_text();
    case 'device_unknown':
      return m.notice_device_unknown_text();
    case 'server_went_back':
      return m.notice_went_back_text();
    case 'server_moved':
      return m.notice_moved_text();
    case 'device_copied':
      return m.notice_copied_text();
    case 'accounts_unreadable':
      return m.notice_unreadable_text();
  }
}

/** The server's word for why a device no longer counts (`docs/protocol.md`). */
function whyRemoved(reason: string | null): string {
  switch (reason) {
    case 'removed':
      return m.notice_removed_removed();
    case 'switched-off':
      return m.notice_removed_switched_off();
    case 'account-deleted':
      return m.notice_removed_account_deleted();
    case 'not-confirmed':
      return m.notice_removed_not_confirmed();
    default:
      return m.notice_removed_other();
  }
}

/** Sentences about backups and ways back. */
import type { Disaster, GetBackInView, Loss, NewestBackup, SheetView, WayAnswer } from '../../backend';
import { m } from '../../i18n/paraglide/messages.js';
import { moment } from '../../i18n/times';

const losses: Record<Loss, () => string> = {
  no_codes: () => m.loss_no_codes(),
  kind: () => m.loss_kind(),
  digits: () => m.loss_digits(),
  period: () => m.loss_period(),
  too_large: () => m.loss_too_large(),
  pairing: () => m.loss_pairing(),
  pin: () => m.loss_pin(),
  names: () => m.loss_names(),
  given_names: () => m.loss_given_names(),
  groups: () => m.loss_groups(),
  note: () => m.loss_note(),
  pinned: () => m.loss_pinned(),
  icon: () => m.loss_icon(),
};

/** `groups, the note`. */
export function lossesOf(all: Loss[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'unit' }).format(all.map((loss) => losses[loss]()));
}

const disasters: Record<Disaster, () => string> = {
  this_device_lost: () => m.lost_this_device(),
  other_devices_lost: () => m.lost_others(),
  all_devices_lost: () => m.lost_all(),
  key_store_lost: () => m.lost_key_store(),
  server_gone: () => m.lost_server(),
};

export function disasterOf(disaster: Disaster): string {
  return disasters[disaster]();
}

/** Why the answer is yes: every fact that it rests on. */
export function reasonsOf(disaster: Disaster, view: GetBackInView, now: number, locale: string): string[] {
  if (view.accounts === 0) return [m.why_nothing()];
  if (disaster === 'other_devices_lost') return [m.why_this_device()];
  if (disaster === 'server_gone') return [m.why_no_server()];
  const reasons: string[] = [];
  const isHere = disaster === 'key_store_lost';
  if (isHere && view.hasCheckedSheet) reasons.push(m.why_sheet());
  if (isHere && view.hasVaultPassphrase) reasons.push(m.why_passphrase());
  for (const backup of isHere ? [view.newestElsewhere ?? view.newestHere] : [view.newestElsewhere]) {
    const reason = backup && reasonOf(backup, view.hasCheckedSheet, now, locale);
    if (reason) reasons.push(reason);
  }
  if (disaster !== 'all_devices_lost' && view.withOtherDevices > 0) reasons.push(m.why_devices({ accounts: m.accounts_found({ count: view.withOtherDevices }) }));
  if (view.withBackupCodes > 0) reasons.push(m.why_codes({ accounts: m.accounts_found({ count: view.withBackupCodes }) }));
  return reasons;
}

function reasonOf(backup: NewestBackup, hasSheet: boolean, now: number, locale: string): string | null {
  const when = moment(backup.madeAt, now, locale);
  if (backup.byPassphrase) return m.why_backup_passphrase({ when });
  return hasSheet ? m.why_backup_sheet({ when }) : null;
}

/** Whose way back is missing: two by name, the others counted. */
export function withoutWayOf(answer: WayAnswer, names: (accountId: string) => string, locale: string): string {
  const shown = answer.withoutWay.slice(0, answer.withoutWay.length > 3 ? 2 : 3).map(names);
  const listed = new Intl.ListFormat(locale, { type: answer.withoutWay.length > 3 ? 'unit' : 'conjunction' }).format(shown);
  const more = answer.withoutWay.length - shown.length;
  return more > 0 ? m.without_way_more({ names: listed, count: more }) : m.without_way_one({ names: listed });
}

/** What the line about the sheet says. */
export function sheetLine(sheet: SheetView | null, now: number, locale: string): string {
  if (sheet?.isVoid) return m.sheet_line_void();
  if (sheet?.checkedAt) return m.sheet_line_checked({ when: moment(sheet.checkedAt, now, locale) });
  if (sheet?.printedAt) return m.sheet_line_unchecked({ when: moment(sheet.printedAt, now, locale) });
  return m.sheet_line_none();
}

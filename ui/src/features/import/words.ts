/** What the window says about where accounts come from, and why something cannot come. */
import type { ColumnRole, ImportPreview, ImportView, SkipCode, SkippedView } from '../../backend';
import { locale } from '../../i18n/locale.svelte';
import { m } from '../../i18n/paraglide/messages.js';
import { date } from '../../i18n/times';

const reasons: Record<SkipCode, (left: SkippedView) => string> = {
  no_secret: () => m.skip_no_secret(),
  secret_invalid: () => m.skip_secret_invalid(),
  parameter_invalid: () => m.skip_parameter_invalid(),
  kind_unknown: () => m.skip_kind_unknown(),
  pin_missing: () => m.skip_pin_missing(),
  pin_invalid: () => m.skip_pin_invalid(),
  damaged: () => m.skip_damaged(),
  sealed: () => m.skip_sealed(),
  in_trash: () => m.skip_in_trash(),
  not_an_account: () => m.skip_not_an_account(),
  part_missing: ({ part, of }) => m.skip_part_missing({ part: part ?? 0, of: of ?? 0 }),
  too_long: () => m.skip_too_long(),
  no_qr_code: () => m.skip_no_qr_code(),
  picture_unreadable: () => m.skip_picture_unreadable(),
  file_unknown: () => m.skip_file_unknown(),
  file_alone: () => m.skip_file_alone(),
};

export function reasonOf(left: SkippedView): string {
  return reasons[left.reason](left);
}

/** Where it stands, or what it is called. */
export function placeOf(left: SkippedView): string {
  const file = left.file === null ? null : m.import_file({ number: left.file });
  const place = left.line === null ? left.path : m.import_line({ number: left.line });
  const where = [file, place].filter(Boolean).join(', ');
  if (left.name) return where ? `${left.name} (${where})` : left.name;
  return where || m.import_nameless();
}

/** Where it comes from, in one sentence. */
export function sourceOf(preview: ImportPreview, now: number): string {
  if (preview.kind === 'app') return m.import_from_app({ format: preview.format });
  if (preview.kind === 'codes') return m.import_from_codes();
  return m.import_from_backup({ date: date(preview.madeAt ?? now, now, locale()) });
}

/** The same for an import that has happened. */
export function nameOf(done: ImportView): string {
  if (done.kind === 'app') return done.format;
  return done.kind === 'codes' ? m.import_codes() : m.import_backup();
}

/** A column that is left out. */
export const NO_ROLE = 'none';

/** What a column can hold, in the order of the list. */
export const roleNames: Record<ColumnRole | typeof NO_ROLE, () => string> = {
  none: () => m.column_none(),
  secret: () => m.column_secret(),
  issuer: () => m.column_issuer(),
  account: () => m.column_account(),
  group: () => m.column_group(),
  note: () => m.column_note(),
  pinned: () => m.column_pinned(),
  kind: () => m.column_kind(),
  algorithm: () => m.column_algorithm(),
  digits: () => m.column_digits(),
  period: () => m.column_period(),
  counter: () => m.column_counter(),
};

/** The role of a name in that list. */
export function roleOf(name: string): ColumnRole | null {
  return roles.find((role) => role === name) ?? null;
}

const roles: readonly ColumnRole[] = [
  'secret', 'issuer', 'account', 'group', 'note', 'pinned', 'kind', 'algorithm', 'digits', 'period', 'counter',
];

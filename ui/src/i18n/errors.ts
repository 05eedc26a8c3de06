/** Each error's own sentence: what happened, then what to do. */
import type { ErrorCode, Failure } from '../backend';
import { locale } from './locale.svelte';
import { m } from './paraglide/messages.js';
import { length } from './times';

type About = { origin: string; time: string };

const sentences: Record<ErrorCode, (about: About) => string> = {
  no_qr_code: () => m.error_no_qr_code(),
  image_unreadable: () => m.error_image_unreadable(),
  qr_wifi: () => m.error_qr_wifi(),
  qr_web_address: () => m.error_qr_web_address(),
  qr_other_app: () => m.error_qr_other_app(),
  qr_unknown: () => m.error_qr_unknown(),
  link_malformed: () => m.error_link_malformed(),
  setup_malformed: () => m.error_setup_malformed(),
  setup_unsupported: () => m.error_setup_unsupported(),
  several_accounts: () => m.error_several_accounts(),
  pin_needed: () => m.error_pin_needed(),
  code_pin_invalid: () => m.error_code_pin_invalid(),
  screen_unavailable: () => m.error_screen_unavailable(),
  screen_refused: () => m.error_screen_refused(),
  secret_malformed: () => m.error_secret_malformed(),
  clipboard_empty: () => m.error_clipboard_empty(),
  name_invalid: () => m.error_name_invalid(),
  address_malformed: () => m.error_address_malformed(),
  address_not_https: () => m.error_address_not_https(),
  server_unreachable: (about) => m.error_server_unreachable(about),
  server_not_countersign: (about) => m.error_server_not_countersign(about),
  certificate_invalid: (about) => m.error_certificate_invalid(about),
  server_changed: (about) => m.error_server_changed(about),
  update_app: () => m.error_update_app(),
  slow_down: (about) => m.error_slow_down(about),
  server_unavailable: (about) => m.error_server_unavailable(about),
  server_refused: (about) => m.error_server_refused(about),
  code_invalid: () => m.error_code_invalid(),
  code_used: () => m.error_code_used(),
  setup_code_malformed: () => m.error_setup_code_malformed(),
  not_confirmed: () => m.error_not_confirmed(),
  already_linked: () => m.error_already_linked(),
  too_many_devices: () => m.error_too_many_devices(),
  browser_declined: () => m.error_browser_declined(),
  browser_answer_invalid: () => m.error_browser_answer_invalid(),
  browser_timed_out: () => m.error_browser_timed_out(),
  pending_unknown: () => m.error_pending_unknown(),
  import_unknown: () => m.error_import_unknown(),
  file_unknown: () => m.error_file_unknown(),
  file_columns_unknown: () => m.error_file_columns_unknown(),
  file_password_needed: () => m.error_file_password_needed(),
  file_password_wrong: () => m.error_file_password_wrong(),
  file_damaged: () => m.error_file_damaged(),
  file_too_large: () => m.error_file_too_large(),
  file_costs_much: () => m.error_file_costs_much(),
  file_newer: () => m.error_file_newer(),
  backup_words_needed: () => m.error_backup_words_needed(),
  words_malformed: () => m.error_words_malformed(),
  folder_gone: () => m.error_folder_gone(),
  folder_read_only: () => m.error_folder_read_only(),
  file_exists: () => m.error_file_exists(),
  file_not_proven: () => m.error_file_not_proven(),
  backup_folder_missing: () => m.error_backup_folder_missing(),
  sheet_not_asked: () => m.error_sheet_not_asked(),
  move_unknown: () => m.error_move_unknown(),
  move_other_code: () => m.error_move_other_code(),
  move_other_file: () => m.error_move_other_file(),
  pending_elsewhere: () => m.error_pending_elsewhere(),
  account_unknown: () => m.error_account_unknown(),
  no_codes: () => m.error_no_codes(),
  no_backup_codes: () => m.error_no_backup_codes(),
  device_unknown: () => m.error_device_unknown(),
  device_removed: () => m.error_device_removed(),
  device_too_new: () => m.error_device_too_new(),
  device_suspended: () => m.error_device_suspended(),
  account_frozen: () => m.error_account_frozen(),
  key_not_allowed: () => m.error_key_not_allowed(),
  last_method: () => m.error_last_method(),
  question_unknown: () => m.error_question_unknown(),
  question_ended: () => m.error_question_ended(),
  number_malformed: () => m.error_number_malformed(),
  scan_first: () => m.error_scan_first(),
  offline_not_believed: () => m.error_offline_not_believed(),
  no_offline_key: () => m.error_no_offline_key(),
  only_no: () => m.error_only_no(),
  server_went_back: () => m.error_server_went_back(),
  locked: () => m.error_locked(),
  passphrase_wrong: () => m.error_passphrase_wrong(),
  passphrase_weak: () => m.error_passphrase_weak(),
  pin_malformed: () => m.error_pin_malformed(),
  pin_wrong: () => m.error_pin_wrong(),
  pin_pause: ({ time }) => m.error_pin_pause({ time }),
  recovery_words_wrong: () => m.error_recovery_words_wrong(),
  person_unverified: () => m.error_person_unverified(),
  person_unverifiable: () => m.error_person_unverifiable(),
  nothing_asks: () => m.error_nothing_asks(),
  biometrics_unavailable: () => m.error_biometrics_unavailable(),
  biometrics_canceled: () => m.error_biometrics_canceled(),
  biometrics_refused: () => m.error_biometrics_refused(),
  biometrics_changed: () => m.error_biometrics_changed(),
  key_store_locked: () => m.error_key_store_locked(),
  key_store_unavailable: () => m.error_key_store_unavailable(),
  vault_busy: () => m.error_vault_busy(),
  vault_on_network: () => m.error_vault_on_network(),
  vault_damaged: () => m.error_vault_damaged(),
  disk_full: () => m.error_disk_full(),
  vault_read_only: () => m.error_vault_read_only(),
  content_too_large: () => m.error_content_too_large(),
  vault_state: () => m.error_vault_state(),
  file_password_wrong_or_damaged: () => m.error_file_password_wrong_or_damaged(),
  file_encryption_unknown: () => m.error_file_encryption_unknown(),
  file_bound_to_account: () => m.error_file_bound_to_account(),
  file_alone: () => m.error_file_alone(),
  preview_unknown: () => m.error_preview_unknown(),
  note_too_long: () => m.error_note_too_long(),
  hosts_disagree: () => m.error_hosts_disagree(),
  clipboard_unavailable: () => m.error_clipboard_unavailable(),
  browser_will_not_open: () => m.error_browser_will_not_open(),
  file_not_written: () => m.error_file_not_written(),
  camera_denied: () => m.error_camera_denied(),
  camera_unavailable: () => m.error_camera_unavailable(),
  internal: () => m.error_internal(),
};

/** The sentence of a code alone. */
export function sentenceOf(code: ErrorCode, origin: string | null = null, waitSeconds: number | null = null): string {
  const said = sentences[code]({
    origin: origin ? hostOf(origin) : m.the_server(),
    time: waitSeconds === null ? m.a_while() : length(waitSeconds, locale()),
  });
  // A host's name keeps its small letter; “the server” begins a sentence like any other word.
  return origin ? said : said.charAt(0).toLocaleUpperCase(locale()) + said.slice(1);
}

/** The sentence of a failure. */
export function sentence(failure: Pick<Failure, 'code' | 'details'>): string {
  return sentenceOf(failure.code, failure.details?.origin, failure.details?.retryAfterSeconds);
}

/** An origin as people read it: without `https://`, which is the rule; with `http://`, which is not. */
export function hostOf(origin: string): string {
  return origin.replace(/^https:\/\//, '').replace(/\/$/, '');
}

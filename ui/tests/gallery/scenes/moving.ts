/** Moving to a new device, on both sides, and linking again what was linked on the old one. */
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, says } from '../hand';
import { accounts, error, preview, state, type World } from '../world';
import type { Scene } from './scene';

const waiting: Partial<World> = {
  accounts: accounts.map((each) => (each.kind === 'linked'
    ? { ...each, kind: 'code_only', approvals: 'off', origin: null, formerLink: { origin: each.origin ?? '', user: each.user }, codes: each.id === 'academy' ? null : each.codes }
    : each)),
};
const empty: Partial<World> = { accounts: [], codes: [] };

const openSending = () => press(m.accounts_settings(), m.move_send_title());
const toGreeting = async () => { await openSending(); await press(m.picture_paste()); await says(m.move_greeting_head()); };
const toNumber = async () => { await toGreeting(); await press(m.move_greeting_go()); await says(m.move_number_head()); };
const toParts = async () => { await toNumber(); await press(m.move_number_same()); };
const toPaused = async () => { await toParts(); await press(m.move_pause()); await says(m.move_play()); };
const openReceiving = async () => { await press(m.move_receive_title()); await says(m.move_invitation_head()); };
const toHearing = async () => { await openReceiving(); await press(m.move_invitation_go()); await says(m.move_hear_head()); };
const toCollecting = async () => {
  await toHearing();
  await press(m.picture_paste());
  await says(m.move_number_head());
  await press(m.move_number_same());
  await says(m.move_collect_head());
};
const toAgain = async () => { await press(m.again_show()); await says(m.again_text()); };

export const movingScenes: Scene[] = [
  { name: 'move-send', act: openSending },
  { name: 'move-send-refused', world: { failing: { beginSending: error('move_other_code') } }, act: async () => { await openSending(); await press(m.picture_paste()); await says(m.error_move_other_code()); } },
  { name: 'move-send-who', world: { person: { asks: 'pin', isVerified: false, biometrics: null } }, act: async () => { await openSending(); await press(m.picture_paste()); await says(m.verify_head()); } },
  { name: 'move-greeting', act: toGreeting },
  { name: 'move-greeting-copied', act: async () => { await toGreeting(); await press(m.move_copy()); await says(m.move_copied()); } },
  { name: 'move-number', act: toNumber },
  { name: 'move-number-differs', act: async () => { await toNumber(); await press(m.move_number_differs()); await says(m.move_ended_number_head()); } },
  { name: 'move-parts', act: toPaused },
  { name: 'move-parts-one', world: { moveParts: 1 }, act: async () => { await toParts(); await says(m.move_part_text_one()); } },
  { name: 'move-parts-many', world: { moveParts: 64 }, act: toPaused },
  { name: 'move-parts-saved', act: async () => { await toPaused(); await press(m.move_save()); await says(m.move_saved_text()); } },
  { name: 'move-parts-unsaved', world: { failing: { saveMove: error('disk_full') } }, act: async () => { await toPaused(); await press(m.move_save()); await says(m.error_disk_full()); } },
  { name: 'move-sent', act: async () => { await toParts(); await press(m.move_finish()); await says(m.move_sent_head()); } },
  {
    name: 'move-locked',
    act: async ({ double }) => {
      await toGreeting();
      double.change({ state: state({ phase: 'locked', pinSlot: true }) });
      await says(m.unlock_go());
      double.change({ state: state({ pinSlot: true }) });
      await says(m.move_ended_lock_head());
    },
  },
  { name: 'move-lost', world: { failing: { confirmSending: error('move_unknown') } }, act: async () => { await toNumber(); await press(m.move_number_same()); await says(m.move_ended_other_head()); } },
  { name: 'move-receive', world: empty, act: openReceiving },
  { name: 'move-receive-failed', world: { ...empty, failing: { beginReceiving: error('internal') } }, act: async () => { await openReceiving(); await says(m.error_internal()); } },
  { name: 'move-hear', world: empty, act: toHearing },
  { name: 'move-collect', world: empty, act: toCollecting },
  { name: 'move-collect-some', world: empty, act: async () => { await toCollecting(); await press(m.picture_paste()); await says(m.move_collect_progress({ number: 8, of: 12 })); } },
  { name: 'move-collect-wrong-file', world: { ...empty, failing: { takeMove: error('move_other_file') } }, act: async () => { await toCollecting(); await press(m.picture_paste()); await says(m.error_move_other_file()); } },
  {
    name: 'move-collect-camera',
    world: { ...empty, silent: ['takeMove'] },
    act: async ({ phone }) => { await toCollecting(); if (phone) { await press(m.move_scan()); await says(m.move_scan_head()); } },
  },
  { name: 'move-arrived', world: { ...empty, arrival: { kind: 'complete', preview: { ...preview, kind: 'backup', skipped: [] } } }, act: async () => { await toCollecting(); await press(m.picture_paste()); await says(m.import_new()); } },
  { name: 'again-hint', world: waiting },
  { name: 'again', world: waiting, act: toAgain },
  { name: 'again-one-left', world: waiting, act: async ({ double }) => { await toAgain(); double.change({ accounts: waiting.accounts?.map((each, index) => (index === 0 ? (accounts[0] ?? each) : each)) ?? [] }); await says(m.again_linked()); } },
  { name: 'again-done', world: waiting, act: async ({ double }) => { await toAgain(); double.change({ accounts }); await says(m.again_done_head()); } },
  { name: 'settings-again', world: waiting, act: async () => { await press(m.accounts_settings()); await says(m.again_title()); } },
];

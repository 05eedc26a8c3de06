/** The question, its number, and every way in which it ends. */
import type { EndedView, QuestionView } from '../../../src/backend';
import { m } from '../../../src/i18n/paraglide/messages.js';
import { control, press, says, settled, type } from '../hand';
import { error, NOW, question, state, type World } from '../world';
import type { Scene } from './scene';

const asked = (changes: Partial<QuestionView> = {}): Partial<World> => ({ questions: [{ ...question, ...changes }] });
const strange: Partial<QuestionView> = {
  browser: 'Chromium',
  system: 'Windows',
  browserKnown: false,
  browserLastAt: null,
  place: 'Porto, PT',
  ip: '203.0.113.80',
  usualPlace: 'Lausanne',
  unusual: ['browser', 'place'],
  mode: 'number',
  digits: 2,
  startedAgoSeconds: 9,
  leftMs: 111_000,
};
const numbered: Partial<QuestionView> = { mode: 'number', digits: 2, leftMs: 88_000 };
/** Read from its page: nobody knows how old it is. */
const unheard: Partial<QuestionView> = {
  mode: 'offline', scanned: true, page: null, place: null, usualPlace: null, startedAgoSeconds: null, leftMs: 120_000,
  browserKnown: false, browserLastAt: null,
};
const over = (how: EndedView['how'], by: string | null = null): Partial<World> =>
  asked({ ended: { how, by, at: NOW - 20 } });

/** Presses an answer here, after which the world is as given. */
const answered = (answer: () => string, after: Partial<World>): Scene['act'] => async ({ double }) => {
  await press(answer());
  double.change(after);
  await settled();
};

const yes = () => m.yes();
const no = () => m.no();

export const questionScenes: Scene[] = [
  { name: 'question-tap', world: asked(), act: awake },
  { name: 'question-waking', world: asked() },
  {
    name: 'question-face-id',
    world: { ...asked({ uv: 'biometric' }), state: state({ platform: 'ios', biometrics: 'face', biometricSlot: true, pinSlot: true }) },
    act: awake,
  },
  {
    name: 'question-over-settings',
    act: async ({ double }) => {
      await press(m.accounts_settings());
      await says(m.settings_about());
      double.change(asked());
      await awake();
    },
  },
  { name: 'question-plain', world: asked({ place: null, usualPlace: null, page: null }), act: awake },
  { name: 'question-warning', world: asked(strange), act: awake },
  { name: 'question-address', world: asked({ place: null, unusual: ['ip'], mode: 'number', digits: 2 }), act: awake },
  { name: 'question-last-seconds', world: asked({ leftMs: 8_000 }), act: awake },
  { name: 'question-switch-off', world: asked({ ...numbered, reason: 'switch-off' }), act: awake },
  { name: 'question-doubted', world: asked({ answerable: 'doubted' }), act: awake },
  { name: 'question-update', world: asked({ answerable: 'no_only', mode: 'unknown' }), act: awake },
  {
    name: 'question-others',
    world: { questions: [question, { ...question, cid: 'c2', service: 'Orchard Cloud' }] },
    act: awake,
  },
  { name: 'question-focus', world: asked(), focused: true, act: async () => (await control(m.no())).focus() },
  { name: 'question-number', world: asked({ ...strange, ...numbered }), focused: true, act: async () => { await press(m.yes()); await type(m.number_head(), '4'); } },
  { name: 'question-number-6', world: asked({ ...numbered, digits: 6 }), focused: true, act: async () => { await press(m.yes()); await type(m.number_head(), '482913'); } },
  {
    name: 'question-number-wrong',
    world: asked(numbered),
    focused: true,
    act: async ({ double }) => {
      const wrong = { outcome: 'wrong_number', triesLeft: 2, endedAs: null, by: null, at: null } as const;
      double.backend.answerQuestion = async () => wrong;
      await press(m.yes());
      await type(m.number_head(), '11');
      await press(m.yes());
      await says(m.number_wrong({ count: 2 }));
    },
  },
  { name: 'question-scan', world: asked({ mode: 'scan', browserKnown: false, browserLastAt: null }), act: awake },
  { name: 'question-scan-read', world: asked({ mode: 'scan', scanned: true, browserKnown: false, browserLastAt: null }), act: awake },
  {
    name: 'question-scan-other',
    world: { ...asked({ mode: 'scan', browserKnown: false }), failing: { readClipboard: error('scan_first') } },
    act: async () => { await press(m.page_code_paste()); await says(m.error_scan_first()); },
  },
  { name: 'question-offline', world: asked(unheard), act: awake },
  { name: 'question-offline-unread', world: asked({ mode: 'offline', browserKnown: false, browserLastAt: null }), act: awake },
  {
    name: 'question-offline-digits',
    world: asked(unheard),
    act: async () => { await press(m.yes()); await says(m.offline_digits_head()); },
  },
  {
    name: 'question-offline-over',
    world: asked(unheard),
    act: answered(yes, asked({ ...unheard, ended: { how: 'expired', by: null, at: null } })),
  },
  {
    name: 'question-offline-no-key',
    world: { ...asked(unheard), failing: { revealOfflineDigits: error('no_offline_key') } },
    act: async () => { await press(m.yes()); await says(m.error_no_offline_key()); },
  },
  { name: 'question-sending', world: asked({ sending: 'sending' }) },
  {
    name: 'question-no-network',
    world: { ...asked(), silent: ['answerQuestion'] },
    act: answered(yes, asked({ sending: 'waiting_for_network' })),
  },
  {
    name: 'question-failed-answer',
    world: { ...asked(), failing: { answerQuestion: error('key_not_allowed') } },
    act: async () => { await press(m.yes()); await says(m.error_key_not_allowed()); },
  },
  {
    name: 'question-show-person',
    world: { ...asked(numbered), person: { asks: 'pin', isVerified: false, biometrics: null }, failing: { answerQuestion: error('person_unverified') } },
    act: async () => { await press(m.yes()); await type(m.number_head(), '48'); await press(m.yes()); await says(m.question_show_person()); },
  },
  {
    name: 'question-set-pin',
    world: { ...asked({ ...numbered, digits: 6 }), failing: { answerQuestion: error('person_unverifiable') } },
    act: async () => { await press(m.yes()); await type(m.number_head(), '482913'); await press(m.yes()); await says(m.error_person_unverifiable()); },
  },
  { name: 'question-yes', world: asked(), act: answered(yes, over('approved')) },
  { name: 'question-yes-change', world: asked({ reason: 'new-codes' }), act: answered(yes, asked({ reason: 'new-codes', ended: { how: 'approved', by: null, at: null } })) },
  { name: 'question-no', world: asked(), act: answered(no, over('declined')) },
  {
    name: 'question-reported',
    world: asked(),
    act: async (at) => {
      await answered(no, over('declined'))?.(at);
      await press(m.outcome_not_me());
      await says(m.outcome_reported());
    },
  },
  { name: 'question-expired', world: over('expired') },
  { name: 'question-cancelled', world: over('cancelled') },
  { name: 'question-too-many', world: over('failed') },
  { name: 'question-elsewhere', world: over('approved', 'Study laptop') },
  { name: 'question-elsewhere-no', world: over('declined') },
];

/** The answers take presses. */
async function awake(): Promise<void> {
  await control(m.no());
}

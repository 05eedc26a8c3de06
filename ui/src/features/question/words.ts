/** What a question says, by its reason, and what each answer leads to. */
import type { AppState, QuestionReason, QuestionView } from '../../backend';
import { nameOf } from '../../i18n/biometrics';
import { m } from '../../i18n/paraglide/messages.js';
import { isUnread } from './questions.svelte';

type About = { application: string };

const sentences: Record<QuestionReason, (about: About) => string> = {
  'sign-in': (about) => m.question_sign_in(about),
  'step-up': (about) => m.question_step_up(about),
  'add-method': (about) => m.question_add_method(about),
  'remove-method': (about) => m.question_remove_method(about),
  'new-codes': (about) => m.question_new_codes(about),
  'change-password': (about) => m.question_change_password(about),
  'change-address': (about) => m.question_change_address(about),
  'change-policy': (about) => m.question_change_policy(about),
  'switch-off': (about) => m.question_switch_off(about),
  test: (about) => m.question_test(about),
  unknown: (about) => m.question_unknown(about),
};

const consequences: Partial<Record<QuestionReason, () => string>> = {
  'step-up': () => m.question_step_up_text(),
  'add-method': () => m.question_add_method_text(),
  'remove-method': () => m.question_remove_method_text(),
  'new-codes': () => m.question_new_codes_text(),
  'switch-off': () => m.question_switch_off_text(),
  test: () => m.question_test_text(),
};

/** The one sentence. What this version cannot show whole has its own. */
export function sentence(question: Pick<QuestionView, 'application' | 'service' | 'answerable' | 'reason'>): string {
  const application = question.application || question.service;
  return sentences[question.answerable === 'no_only' ? 'unknown' : question.reason]({ application });
}

/** What a YES changes, where that is more than a sign-in. */
export function consequence(question: QuestionView): string | null {
  if (question.answerable === 'no_only') return m.question_update_text();
  if (question.answerable === 'doubted') return m.question_doubted_text();
  return consequences[question.reason]?.() ?? null;
}

/** Nobody gets in by the others; they change something. */
export function isSignIn({ reason }: Pick<QuestionView, 'reason'>): boolean {
  return reason === 'sign-in' || reason === 'step-up' || reason === 'unknown';
}

/** What stands under NO. */
export function underNo(question: QuestionView): string {
  if (question.reason === 'test') return m.no_test();
  return isSignIn(question) ? m.no_sign_in() : m.no_change();
}

/** What stands under YES. `app` says what this device calls a finger or a face. */
export function underYes(
  question: QuestionView,
  step: 'facts' | 'number',
  isWhole: boolean,
  app: Pick<AppState, 'biometrics' | 'platform'> | null,
): string {
  if (question.answerable === 'no_only') return m.yes_update();
  if (question.answerable === 'doubted') return m.yes_doubted();
  if (step === 'number') return isWhole ? m.yes_number_is() : m.yes_number_first();
  if (question.mode === 'number') return m.yes_number();
  if (isUnread(question)) return m.yes_scan();
  if (question.mode === 'offline') return m.yes_offline();
  if (question.uv === 'biometric') {
    const name = app?.biometrics ? nameOf(app.biometrics, app.platform) : null;
    return name ? m.yes_named({ name }) : m.yes_biometric();
  }
  return question.uv === 'pin' ? m.yes_pin() : m.yes_page();
}

/** `two`, `six`, or the figure. */
export function countOf(digits: number): string {
  if (digits === 2) return m.number_two();
  return digits === 6 ? m.number_six() : String(digits);
}

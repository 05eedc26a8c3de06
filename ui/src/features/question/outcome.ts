/** How a question ended, as it is told: the mark, the sentence, and what can be done now. */
import type { QuestionView } from '../../backend';
import { m } from '../../i18n/paraglide/messages.js';
import { ago } from '../../i18n/times';
import { browserName, type Moment } from './facts';
import type { Doing } from './questions.svelte';
import { isSignIn } from './words';

export interface Outcome {
  kind: 'yes' | 'no' | 'reported' | 'expired' | 'cancelled' | 'failed' | 'elsewhere' | 'over';
  mark: 'fit' | 'away' | 'open';
  head: string;
  text: string;
}

const TWO_MINUTES_MS = 120_000;

/** How it ended; nothing while it has not. */
export function outcome(
  question: QuestionView,
  { said, reported }: Pick<Doing, 'said' | 'reported'>,
  moment: Omit<Moment, 'startedAgoSeconds'> & { isPhone: boolean },
): Outcome | null {
  const { ended } = question;
  if (ended === null) return null;
  const signIn = isSignIn(question);
  if (reported) {
    return { kind: 'reported', mark: 'away', head: m.outcome_reported(), text: m.outcome_reported_text() };
  }
  switch (ended.how) {
    case 'approved': {
      if (said !== 'approve') return elsewhere(question, ended, m.yes(), moment);
      const head = signIn ? m.outcome_yes_sign_in({ browser: browserName(question) }) : m.outcome_yes_change();
      return { kind: 'yes', mark: 'fit', head, text: moment.isPhone ? m.outcome_yes_text() : m.outcome_yes_text_desktop() };
    }
    case 'declined': {
      if (said !== 'decline') return elsewhere(question, ended, m.no(), moment);
      const head = signIn ? m.outcome_no_sign_in() : m.outcome_no_change();
      const text = question.reason === 'test' ? m.question_test_text() : m.outcome_no_text();
      return { kind: 'no', mark: 'away', head, text };
    }
    case 'expired': {
      // Whether the page took the digits, this device does not know.
      if (question.mode === 'offline' && said === 'approve') {
        return { kind: 'over', mark: 'open', head: m.outcome_offline_over(), text: m.outcome_offline_over_text() };
      }
      if (!signIn) {
        return { kind: 'expired', mark: 'open', head: m.outcome_expired_change(), text: m.outcome_change_text() };
      }
      const head = question.lifetimeMs === TWO_MINUTES_MS ? m.outcome_expired_two() : m.outcome_expired();
      return { kind: 'expired', mark: 'open', head, text: m.outcome_expired_text() };
    }
    case 'failed': {
      const [head, text] = signIn
        ? [m.outcome_failed(), m.outcome_failed_text()]
        : [m.outcome_failed_change(), m.outcome_change_text()];
      return { kind: 'failed', mark: 'away', head, text };
    }
    case 'cancelled':
      return { kind: 'cancelled', mark: 'open', head: m.outcome_cancelled(), text: m.outcome_cancelled_text() };
  }
}

function elsewhere(
  question: QuestionView,
  { how, by, at }: NonNullable<QuestionView['ended']>,
  answer: string,
  { wallSeconds, locale }: Omit<Moment, 'startedAgoSeconds'>,
): Outcome {
  const browser = browserName(question);
  return {
    kind: 'elsewhere',
    mark: how === 'approved' ? 'fit' : 'away',
    head: by ? m.outcome_elsewhere({ device: by }) : m.outcome_elsewhere_unnamed(),
    text:
      at === null
        ? m.outcome_elsewhere_text({ answer, browser })
        : m.outcome_elsewhere_text_when({ answer, browser, when: ago(wallSeconds - at, locale) }),
  };
}

/** A question of the past in words. */
import type { HistoryEnd, HistoryView, QuestionMode } from '../../backend';
import { hostOf } from '../../i18n/errors';
import { m } from '../../i18n/paraglide/messages.js';
import { exact } from '../../i18n/times';
import { type Fact, facts } from './facts';

const ends: Record<HistoryEnd, () => string> = {
  open: () => m.history_open(),
  yes: () => m.history_yes(),
  no: () => m.history_no(),
  digits: () => m.history_digits(),
  yes_elsewhere: () => m.history_yes_elsewhere(),
  no_elsewhere: () => m.history_no_elsewhere(),
  cancelled: () => m.history_cancelled(),
  expired: () => m.history_expired(),
  failed: () => m.history_failed(),
  unknown: () => m.history_unknown(),
};

const answers: Record<QuestionMode, () => string> = {
  tap: () => m.history_answer_tap(),
  number: () => m.history_answer_number(),
  scan: () => m.history_answer_scan(),
  offline: () => m.history_answer_offline(),
  unknown: () => m.history_answer_unknown(),
};

/** How it ended, and on which device. */
export function endOf({ end, by }: Pick<HistoryView, 'end' | 'by'>): string {
  if (by && end === 'yes_elsewhere') return m.history_yes_on({ device: by });
  if (by && end === 'no_elsewhere') return m.history_no_on({ device: by });
  return ends[end]();
}

/** The mark's state: done, stopped, or neither. */
export function markOf({ end, isReported }: Pick<HistoryView, 'end' | 'isReported'>): 'fit' | 'away' | 'open' {
  if (isReported || end === 'no' || end === 'no_elsewhere' || end === 'failed') return 'away';
  return end === 'yes' || end === 'yes_elsewhere' ? 'fit' : 'open';
}

/** The facts as they were shown, when it was asked, and which answer was wanted. */
export function pastFacts(entry: HistoryView, wallSeconds: number, locale: string): Fact[] {
  const ended = entry.endedAt === null ? {} : { note: `${endOf(entry)}, ${exact(entry.endedAt, locale)}` };
  return [
    { name: m.history_asked(), value: exact(entry.askedAt, locale), ...ended },
    ...facts(entry, { startedAgoSeconds: null, wallSeconds, locale }).filter(({ name }) => name !== m.fact_started()),
    { name: m.history_answer(), value: answers[entry.mode](), note: hostOf(entry.origin) },
  ];
}

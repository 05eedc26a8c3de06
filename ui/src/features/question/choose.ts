/** Which of several questions is on the screen. */
import type { QuestionView } from '../../backend';

/** An end stays this long before another question that waits comes forward; it is shown again after that one. */
const HOLD_MS = 4_000;

/**
 * What is shown stays while it waits for an answer or its answer is being sent. Then come those that wait, oldest
 * first, and last what has ended. Nothing that waits hides behind something that is over, or that has no network.
 */
export function choose<Q extends Pick<QuestionView, 'cid' | 'ended' | 'sending'>>(
  all: readonly Q[],
  shownCid: string | null,
  endSeenAt: (cid: string) => number | null,
  now: number,
): Q | null {
  const shown = all.find(({ cid }) => cid === shownCid);
  if (shown && shown.ended === null && shown.sending !== 'waiting_for_network') return shown;
  if (shown?.ended) {
    const seen = endSeenAt(shown.cid);
    if (seen === null || now - seen < HOLD_MS) return shown;
  }
  const waiting = all.filter(({ ended }) => ended === null);
  return waiting.find(({ sending }) => sending === 'idle') ?? (shown?.ended === null ? shown : waiting[0]) ?? shown ?? all[0] ?? null;
}

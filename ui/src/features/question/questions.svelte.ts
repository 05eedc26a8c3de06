/**
 * The questions that wait, and what this window does with the one that is shown. The time that is left counts from
 * the moment at which the shell told it, on the ticker's scale: no clock of phone or page has a say.
 */
import type { Backend, Decision, FoundView, PendingView, QuestionView } from '../../backend';
import { Failure, toFailure } from '../../backend';
import type { Ticker } from '../../ticker.svelte';
import { choose } from './choose';

/** A question with its times on the ticker's scale. */
export interface TimedQuestion extends QuestionView {
  until: number;
  /** When the sign-in began; nothing where nobody can know. */
  beganAt: number | null;
}

/** What the person has done about a question, here. */
export interface Doing {
  /** The facts come first; the number, where one is asked for, after YES. */
  step: 'facts' | 'number';
  /** YES without network: what is typed on the page. */
  digits: string | null;
  typed: string;
  triesLeft: number | null;
  /** What was answered here, from the press on. */
  said: Decision | null;
  /** The answers whose outcome is not here yet. */
  underWay: number;
  /** *It wasn't me* is on its way, or has been said. */
  reporting: boolean;
  reported: boolean;
  /** The page's code is being read: the camera looks, or a picture is being searched. */
  reading: 'camera' | 'picture' | null;
  failure: Failure | null;
  /** When its end was first shown. */
  endSeenAt: number | null;
}

const UNTOUCHED: Doing = {
  step: 'facts', digits: null, typed: '', triesLeft: null, said: null, underWay: 0, reporting: false, reported: false, reading: null,
  failure: null, endSeenAt: null,
};

/** What was read beside the code of a question. */
function othersOf(found: FoundView | null): PendingView[] {
  if (found?.kind === 'several') return found.preview.links;
  return found && found.pending.kind !== 'question' ? [found.pending] : [];
}

/** YES waits for the page's code. */
export function isUnread({ mode, scanned }: Pick<QuestionView, 'mode' | 'scanned'>): boolean {
  return (mode === 'scan' || mode === 'offline') && !scanned;
}

/** What was read is a code, and not this page's. */
const WRONG_CODE = new Failure({ code: 'scan_first', message: 'not the code of this page', details: null });

export class Questions {
  all = $state.raw<TimedQuestion[]>([]);
  /** Counts what must shut the answers for a moment: a question that was brought to the front. */
  opened = $state(0);

  #doings = $state<Record<string, Doing>>({});
  #shownCid = $state<string | null>(null);
  #backend: Backend;
  #ticker: Ticker;
  #asked = 0;
  #aside: string | null = null;
  #edge: ReturnType<typeof setTimeout> | undefined;

  /** The question on the screen. */
  readonly shown = $derived.by(() => this.all.find(({ cid }) => cid === this.#shownCid) ?? null);
  /** How many others wait for an answer. */
  readonly others = $derived(this.all.filter((each) => each.ended === null && each.cid !== this.#shownCid).length);

  constructor(backend: Backend, ticker: Ticker) {
    this.#backend = backend;
    this.#ticker = ticker;
  }

  /** Asks the shell. What comes late gives way to what was asked later. */
  async refresh(): Promise<void> {
    const turn = (this.#asked += 1);
    const found = await this.#backend.questions();
    if (turn !== this.#asked) return;
    const now = performance.now();
    this.all = found.map((each) => ({
      ...each,
      until: now + each.leftMs,
      beganAt: each.startedAgoSeconds === null ? null : now - each.startedAgoSeconds * 1000,
    }));
    for (const each of this.all) this.#noticeOwnAnswer(each);
    this.look(now);
    const lefts = found.filter((each) => each.ended === null).map((each) => each.leftMs);
    clearTimeout(this.#edge);
    if (lefts.length > 0) this.#edge = setTimeout(() => void this.refresh().catch(() => undefined), Math.min(...lefts) + 250);
  }

  /** Decides what is on the screen: see {@link choose}. */
  look(now: number): void {
    const all = this.all.filter(({ cid }) => cid !== this.#aside);
    const next = choose(all, this.#shownCid, (cid) => this.#doings[cid]?.endSeenAt ?? null, now);
    this.#shownCid = next?.cid ?? null;
    if (next && next.ended !== null && this.doing(next).endSeenAt === null) this.#change(next.cid, { endSeenAt: now });
  }

  /** The window was brought to the front for a question. */
  async open(cid: string): Promise<void> {
    await this.refresh();
    if (!this.all.some((each) => each.cid === cid)) return;
    if (this.#aside === cid) this.#aside = null;
    this.#shownCid = cid;
    this.opened += 1;
  }

  /** A question waits beside the settings until a PIN is set, or until it is opened again. */
  putAside({ cid }: TimedQuestion): void {
    this.#aside = cid;
    this.look(performance.now());
  }

  /** What opens the vault has changed: what was put aside for that is asked again, and nothing is wrong with it now. */
  bringBack(): void {
    const cid = this.#aside;
    if (cid === null) return;
    this.#aside = null;
    this.#change(cid, { failure: null });
  }

  stop(): void {
    clearTimeout(this.#edge);
  }

  /** What the person has done about it so far. */
  doing({ cid }: { cid: string }): Doing {
    return this.#doings[cid] ?? UNTOUCHED;
  }

  leftMs(question: TimedQuestion): number {
    return Math.max(0, question.until - this.#ticker.now);
  }

  /** What is left, 0 to 1. */
  part(question: TimedQuestion): number {
    return question.lifetimeMs > 0 ? this.leftMs(question) / question.lifetimeMs : 0;
  }

  startedAgoSeconds({ beganAt }: TimedQuestion): number | null {
    return beganAt === null ? null : (Math.max(this.#ticker.now, beganAt) - beganAt) / 1000;
  }

  /** YES to the facts: the answer itself, or the way to the number. */
  async yes(question: TimedQuestion): Promise<void> {
    if (question.answerable !== 'yes_no' || this.doing(question).underWay > 0) return;
    if (isUnread(question)) return;
    if (question.mode === 'offline') await this.#reveal(question);
    else if (question.mode !== 'number') await this.#answer(question, 'approve', null);
    else if (this.doing(question).step === 'facts') this.#change(question.cid, { step: 'number', failure: null });
    else if (this.isWhole(question)) await this.#answer(question, 'approve', this.doing(question).typed);
  }

  /** NO is always open; while a YES is on its way it takes the YES's place. */
  async no(question: TimedQuestion): Promise<void> {
    if (this.doing(question).said === 'decline' && this.doing(question).underWay > 0) return;
    await this.#answer(question, 'decline', null);
  }

  /** Takes what was typed, digits only, no more than there are cells. */
  type(question: TimedQuestion, text: string): void {
    const typed = text.replace(/\D/g, '').slice(0, question.digits ?? 0);
    this.#change(question.cid, { typed, failure: null });
  }

  /** All digits are there. */
  isWhole(question: TimedQuestion): boolean {
    return question.digits !== null && this.doing(question).typed.length === question.digits;
  }

  /** Reads the page's code with the camera. */
  scanPage(question: TimedQuestion): Promise<void> {
    return this.#read(question, 'camera', () => this.#backend.scanWithCamera());
  }

  /** Reads the page's code, or its link, from the clipboard. */
  pastePage(question: TimedQuestion): Promise<void> {
    return this.#read(question, 'picture', () => this.#backend.readClipboard());
  }

  /** Reads the page's code from a picture. */
  choosePage(question: TimedQuestion, image: string): Promise<void> {
    return this.#read(question, 'picture', () => this.#backend.readImage(image));
  }

  /** The camera is put away. */
  stopScanning({ cid }: TimedQuestion): void {
    this.#change(cid, { reading: null });
    void this.#backend.cancelScan().catch(() => undefined);
  }

  async #read(
    { cid }: TimedQuestion,
    reading: 'camera' | 'picture',
    read: () => Promise<FoundView | null>,
  ): Promise<void> {
    if (this.doing({ cid }).reading !== null) return;
    this.#change(cid, { reading, failure: null });
    try {
      const found = await read();
      const others = othersOf(found);
      for (const view of others) void this.#backend.cancelPending(view.pendingId).catch(() => undefined);
      if (found?.kind === 'several') void this.#backend.cancelImport(found.preview.id).catch(() => undefined);
      if (found?.kind === 'several' || others.length > 0) throw WRONG_CODE;
      await this.refresh();
      this.#change(cid, { triesLeft: null });
    } catch (thrown) {
      this.#change(cid, { failure: toFailure(thrown) });
    } finally {
      this.#change(cid, { reading: null });
    }
  }

  /** YES to what was read from its page: its digits. */
  async #reveal({ accountId, cid }: TimedQuestion): Promise<void> {
    this.#change(cid, { failure: null, underWay: this.doing({ cid }).underWay + 1 });
    let change: Partial<Doing>;
    try {
      change = { digits: await this.#backend.revealOfflineDigits(accountId, cid), said: 'approve' };
    } catch (thrown) {
      change = { failure: toFailure(thrown) };
    }
    this.#change(cid, { ...change, underWay: this.doing({ cid }).underWay - 1 });
  }

  async notMe({ accountId, cid }: TimedQuestion): Promise<void> {
    this.#change(cid, { reporting: true, failure: null });
    try {
      await this.#backend.reportNotMe(accountId, cid);
      this.#change(cid, { reported: true });
    } catch (thrown) {
      const failure = toFailure(thrown);
      // The report itself had been taken by then.
      this.#change(cid, { failure, reported: failure.code === 'browser_will_not_open' });
    } finally {
      this.#change(cid, { reporting: false });
    }
  }

  /** The person has seen how it ended. */
  async dismiss({ cid }: TimedQuestion): Promise<void> {
    this.all = this.all.filter((each) => each.cid !== cid);
    this.look(performance.now());
    await this.#backend.dismissQuestion(cid).catch(() => undefined);
    await this.refresh();
  }

  async #answer({ accountId, cid }: TimedQuestion, decision: Decision, number: string | null): Promise<void> {
    this.#change(cid, { said: decision, failure: null, underWay: this.doing({ cid }).underWay + 1 });
    let change: Partial<Doing> = {};
    let isElsewhere = false;
    try {
      const answer = await this.#backend.answerQuestion(accountId, cid, decision, number);
      if (answer.outcome === 'approved') change = { said: 'approve' };
      else if (answer.outcome === 'declined') change = { said: 'decline' };
      else if (answer.outcome === 'wrong_number') change = { typed: '', triesLeft: answer.triesLeft, said: null };
      else isElsewhere = true;
    } catch (thrown) {
      change = { failure: toFailure(thrown), said: null };
    }
    // All at once, so that whatever is shown can be acted on.
    await this.refresh().catch(() => undefined);
    if (isElsewhere && this.doing({ cid }).said === decision) change = { said: null };
    this.#change(cid, { ...change, underWay: this.doing({ cid }).underWay - 1 });
  }

  /** What this device sends without this window is the NO of its notification. */
  #noticeOwnAnswer({ cid, sending }: TimedQuestion): void {
    const { said, underWay } = this.doing({ cid });
    if (sending !== 'idle' && underWay === 0 && said === null) this.#change(cid, { said: 'decline' });
  }

  #change(cid: string, change: Partial<Doing>): void {
    this.#doings[cid] = { ...(this.#doings[cid] ?? UNTOUCHED), ...change };
  }
}

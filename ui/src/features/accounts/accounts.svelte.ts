/** The accounts and their codes, as the shell tells them, fresh at each period's edge. */
import { createContext } from 'svelte';

import type { AccountDetails, AccountView, Backend, CodeChoice, CodeView } from '../../backend';
import { plain } from '../../components/plain';
import type { Ticker } from '../../ticker.svelte';
import { Counters } from './counters.svelte';

/** A code with the moment at which it ends, on the ticker's scale. */
export interface TimedCode extends CodeView {
  until: number;
}

/** What was copied a moment ago. */
export interface CopiedNote {
  accountId: string;
  which: CodeChoice;
  clearsAfterMs: number;
}

const SOON_MS = 10_000;
const LOW_MS = 5_000;
/** A code that ends sooner than this is of no use to anybody: the next one is copied. */
const TOO_LATE_MS = 3_000;
const NOTE_MS = 2_000;
const AGAIN_MS = 5_000;

export class Accounts {
  /** Replaced as a whole, never changed. */
  all = $state.raw<AccountView[]>([]);
  /** The list has come at least once. */
  known = $state(false);
  readonly counters: Counters;
  /** Replaced as a whole, never changed. */
  codes = $state.raw<ReadonlyMap<string, TimedCode>>(mapOf([]));
  copied = $state<CopiedNote | null>(null);
  /** What servers told about accounts that were looked at, so that the next look needs not wait. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- read once, when an account is opened
  readonly details = new Map<string, AccountDetails>();
  /** How the person left the list: how far it was scrolled, and which group was chosen. */
  readonly place: { top: number; group: string | null } = { top: 0, group: null };

  readonly linked = $derived(this.all.filter(({ kind }) => kind === 'linked'));
  readonly codeOnly = $derived(this.all.filter(({ kind }) => kind === 'code_only'));
  /** All groups in the person's order. */
  order = $state.raw<string[]>([]);
  /** The groups that accounts are in, in that order. */
  readonly groups = $derived(
    [...this.order, ...this.all.flatMap(({ groups }) => groups)].filter(
      (group, index, all) => all.indexOf(group) === index && this.all.some(({ groups }) => groups.includes(group)),
    ),
  );
  /** No server of any account can be reached. */
  readonly offline = $derived(
    this.linked.length > 0 && this.linked.every(({ approvals }) => approvals === 'unreachable'),
  );

  #backend: Backend;
  #ticker: Ticker;
  #edge: ReturnType<typeof setTimeout> | undefined;
  #note: ReturnType<typeof setTimeout> | undefined;
  #listTurn = 0;
  #newest: Promise<void> = Promise.resolve();
  #codesTurn = 0;
  #stopped = false;

  constructor(backend: Backend, ticker: Ticker) {
    this.#backend = backend;
    this.#ticker = ticker;
    this.counters = new Counters(backend);
  }

  /** Reads the list. Whoever is overtaken waits for the newer answer, too: after this, the list is as new as can be. */
  async refresh(): Promise<void> {
    let reading: Promise<void> | null = null;
    for (this.#newest = this.#read(); reading !== this.#newest; await reading) reading = this.#newest;
  }

  async #read(): Promise<void> {
    this.#stopped = false;
    const turn = (this.#listTurn += 1);
    // What is shown for the first time is shown with its codes, in one frame.
    const codes = this.known ? null : this.refreshCodes();
    const coming = codes?.catch(() => undefined);
    const [all, order] = await Promise.all([this.#backend.listAccounts(), this.#backend.listGroups(), coming]);
    // An answer that was overtaken says less than the newer one.
    if (turn !== this.#listTurn) return;
    this.all = all;
    this.order = order;
    this.known = true;
    makeComparable(all);
    await (codes ?? this.refreshCodes());
  }

  /** Asks for all codes, and again when the first of them ends. */
  async refreshCodes(): Promise<void> {
    clearTimeout(this.#edge);
    const turn = (this.#codesTurn += 1);
    let next = AGAIN_MS;
    try {
      const codes = await this.#backend.codes();
      if (turn !== this.#codesTurn) return;
      const now = performance.now();
      this.codes = mapOf(codes.map((code) => ({ ...code, until: now + code.validForMs })));
      // All of them end at whole seconds.
      this.#ticker.align(now + (codes[0]?.validForMs ?? 0));
      next = Math.min(...codes.map((code) => code.validForMs + 20), 60_000);
    } catch (thrown) {
      // A code that has ended would not be taken: better none.
      const now = performance.now();
      this.codes = mapOf([...this.codes.values()].filter(({ until }) => until > now));
      throw thrown;
    } finally {
      if (!this.#stopped && turn === this.#codesTurn) {
        this.#edge = setTimeout(() => void this.refreshCodes().catch(() => undefined), next);
      }
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#edge);
    clearTimeout(this.#note);
  }

  /** The app is locked: nothing of it stays in the window. */
  forget(): void {
    this.stop();
    // Answers that are on their way come too late.
    this.#listTurn += 1;
    this.#codesTurn += 1;
    this.all = [];
    this.order = [];
    this.codes = mapOf([]);
    this.copied = null;
    this.details.clear();
    Object.assign(this.place, { top: 0, group: null });
    this.known = false;
  }

  find(id: string | null): AccountView | undefined {
    return this.all.find((account) => account.id === id);
  }

  /** How far an account's code is, now. */
  timing(code: TimedCode): Timing {
    return timing(code, this.#ticker.now);
  }

  /** The same for what lies beside the list. A code that has just come has all of its time. */
  timingBeside(code: TimedCode): Timing {
    return timing(code, Math.max(this.#ticker.late, code.until - code.periodMs));
  }

  /** Copies the code, or the next one when this one is about to end. */
  async copy(id: string, which?: CodeChoice): Promise<CopiedNote> {
    const code = this.codes.get(id);
    const chosen = which ?? (code && code.until - performance.now() < TOO_LATE_MS ? 'next' : 'current');
    const { clearsAfterMs } = await this.#backend.copyCode(id, chosen);
    const note: CopiedNote = { accountId: id, which: chosen, clearsAfterMs };
    this.copied = note;
    clearTimeout(this.#note);
    this.#note = setTimeout(() => (this.copied = null), NOTE_MS);
    if ('vibrate' in navigator) navigator.vibrate(10);
    return note;
  }

  async move(id: string, by: -1 | 1): Promise<number | null> {
    const moved = this.find(id);
    const group = (moved?.kind === 'linked' ? this.linked : this.codeOnly).filter(({ isPinned }) => isPinned === moved?.isPinned);
    const neighbour = group[group.findIndex((account) => account.id === id) + by];
    if (!neighbour) return null;
    await this.#backend.moveAccount(id, this.all.indexOf(neighbour));
    await this.refresh();
    return group.indexOf(neighbour) + 1;
  }
}

function mapOf(codes: TimedCode[]): ReadonlyMap<string, TimedCode> {
  return new Map(codes.map((code) => [code.accountId, code]));
}

export interface Timing {
  /** What is left, 0 to 1. */
  part: number;
  seconds: number;
  /** The next code is shown as well. */
  soon: boolean;
  /** The last seconds. */
  low: boolean;
}

/** How far a code is at a moment. */
export function timing(code: Pick<TimedCode, 'until' | 'periodMs'>, now: number): Timing {
  const left = Math.max(0, code.until - now);
  return {
    part: left / code.periodMs,
    seconds: Math.ceil(left / 1000),
    soon: left <= SOON_MS,
    low: left <= LOW_MS,
  };
}

/** What is left as it is told to whoever asks for it: every fifth second, so that a pulse changes less, and the last ones. */
export function toldSeconds(seconds: number): number {
  return seconds < 5 ? seconds : seconds - (seconds % 5);
}

/** The names of accounts as they are compared, made once for each account that the shell told. */
const comparable = new WeakMap<AccountView, string>();

/** The accounts whose names hold each of the typed words. */
export function matching(all: AccountView[], typed: string): AccountView[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return all.filter((account) => words.every((word) => namesOf(account).includes(word)));
}

/** Takes the names apart before the first key, which then need not wait for it. */
export function makeComparable(all: AccountView[]): void {
  all.forEach(namesOf);
}

function namesOf(account: AccountView): string {
  let names = comparable.get(account);
  if (names === undefined) {
    names = plain(`${account.service} ${account.user}`);
    comparable.set(account, names);
  }
  return names;
}

export const [accounts, provideAccounts] = createContext<Accounts>();

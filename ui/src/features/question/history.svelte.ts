/** The questions of the past, of one account or of all. */
import { Acting } from '../../acting.svelte';
import type { Backend, HistoryView } from '../../backend';
import { toFailure } from '../../backend';

/** So many are shown at first, and with each "Show older ones". */
const PAGE = 50;

export interface HistoryAccount {
  id: string;
  service: string;
  user: string;
}

export class History extends Acting {
  /** Nothing until the shell has answered once. */
  all = $state.raw<HistoryView[] | null>(null);
  /** The account whose questions are shown; nothing for all. */
  accountId = $state<string | null>(null);
  /** Which one shows all that it said. */
  openCid = $state<string | null>(null);
  /** The person is asked before it is erased. */
  asking = $state(false);

  #most = $state(PAGE);
  #backend: Backend;

  readonly #wanted = $derived((this.all ?? []).filter((each) => this.accountId === null || each.accountId === this.accountId));
  /** Those that are on the screen. */
  readonly shown = $derived(this.#wanted.slice(0, this.#most));
  readonly hasMore = $derived(this.#wanted.length > this.#most);
  /** The accounts that were asked, in the order of their latest question. */
  readonly accounts = $derived.by(() => {
    const found: HistoryAccount[] = [];
    for (const { accountId, service, user } of this.all ?? []) {
      if (!found.some(({ id }) => id === accountId)) found.push({ id: accountId, service, user });
    }
    return found;
  });
  readonly account = $derived(this.accounts.find(({ id }) => id === this.accountId) ?? null);

  constructor(backend: Backend, accountId: string | null) {
    super();
    this.#backend = backend;
    this.accountId = accountId;
  }

  refresh(): Promise<void> {
    return this.act(async () => {
      this.all = await this.#backend.history(null);
    });
  }

  /** Looks again whenever something was added. Gives the way to stop. */
  listen(): () => void {
    return this.#backend.onHistoryChanged(() => void this.refresh());
  }

  choose(accountId: string | null): void {
    this.accountId = accountId;
    this.#most = PAGE;
  }

  more(): void {
    this.#most += PAGE;
  }

  toggle(cid: string): void {
    this.openCid = this.openCid === cid ? null : cid;
  }

  /** *It wasn't me*; whether it was taken. */
  async report({ accountId, cid }: HistoryView): Promise<boolean> {
    let taken = false;
    await this.act(async () => {
      try {
        await this.#backend.reportNotMe(accountId, cid);
        taken = true;
      } catch (thrown) {
        // The report itself had been taken by then.
        taken = toFailure(thrown).code === 'browser_will_not_open';
        throw thrown;
      } finally {
        if (taken) this.all = await this.#backend.history(null);
      }
    });
    return taken;
  }

  /** The person's word: erases what is shown; whether that went well. */
  async erase(): Promise<boolean> {
    await this.act(async () => {
      await this.#backend.eraseHistory(this.accountId);
      this.all = await this.#backend.history(null);
      this.asking = false;
    });
    return this.failure === null;
  }
}

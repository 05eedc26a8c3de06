/** Removing accounts and taking it back. A linked account's server is asked first; the others have an undo. */
import { createContext } from 'svelte';

import type { AccountView, Backend, Failure } from '../../backend';
import { toFailure } from '../../backend';

const UNDO_MS = 8_000;

export class Removal {
  /** A linked account whose removal the person is asked about. */
  asking = $state<AccountView | null>(null);
  /** It is the last way in: only the account's page switches it off. */
  last = $state<AccountView | null>(null);
  /** A pairing that the person may forget. */
  forgetting = $state<AccountView | null>(null);
  /** What is gone and can still come back. */
  undoable = $state<AccountView | null>(null);
  failure = $state<Failure | null>(null);
  busy = $state(false);

  #backend: Backend;
  #onremoved: (account: AccountView) => void;
  #over: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, onremoved: (account: AccountView) => void) {
    this.#backend = backend;
    this.#onremoved = onremoved;
  }

  /** Begins: asks about a linked account, puts another one away at once. */
  start(account: AccountView): void {
    this.failure = null;
    if (account.kind === 'linked') this.asking = account;
    else void this.#remove(account);
  }

  startForgetting(account: AccountView): void {
    this.failure = null;
    this.asking = null;
    this.forgetting = account;
  }

  close(): void {
    this.asking = null;
    this.last = null;
    this.forgetting = null;
    this.failure = null;
  }

  async confirm(): Promise<void> {
    if (this.asking) await this.#remove(this.asking);
  }

  async forget(): Promise<void> {
    const account = this.forgetting;
    if (!account) return;
    await this.#try(async () => {
      await this.#backend.forgetPairing(account.id);
      this.forgetting = null;
    });
  }

  async openPage(): Promise<void> {
    const account = this.last;
    if (account) await this.#try(() => this.#backend.openManagePage(account.id, 'manage'));
  }

  /** Brings back what was put away; the answer is its name. */
  async undo(): Promise<string | null> {
    const account = this.undoable;
    if (!account) return null;
    this.undoable = null;
    await this.#try(() => this.#backend.undoRemove(account.id));
    return account.service;
  }

  async #remove(account: AccountView): Promise<void> {
    await this.#try(async () => {
      const outcome = await this.#backend.removeAccount(account.id);
      this.asking = null;
      if (outcome === 'last_method') {
        this.last = account;
        return;
      }
      if (outcome === 'undoable') {
        this.undoable = account;
        clearTimeout(this.#over);
        this.#over = setTimeout(() => (this.undoable = null), UNDO_MS);
      }
      this.#onremoved(account);
    });
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      await act();
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.busy = false;
    }
  }
}

export const [removal, provideRemoval] = createContext<Removal>();

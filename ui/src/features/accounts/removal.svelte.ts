/** Removing accounts and taking it back. A linked account's server is asked first; the others have an undo. */
import { createContext } from 'svelte';

import { Acting } from '../../acting.svelte';
import type { AccountView, Backend } from '../../backend';

const UNDO_MS = 8_000;

export class Removal extends Acting {
  /** A linked account whose removal the person is asked about. */
  asking = $state<AccountView | null>(null);
  /** It is the last way in: only the account's page switches it off. */
  last = $state<AccountView | null>(null);
  /** A pairing that the person may forget. */
  forgetting = $state<AccountView | null>(null);
  /** What is gone and can still come back. */
  undoable = $state<AccountView | null>(null);

  #backend: Backend;
  #onremoved: (account: AccountView) => void;
  #over: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, onremoved: (account: AccountView) => void) {
    super();
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
    await this.act(async () => {
      await this.#backend.forgetPairing(account.id);
      this.forgetting = null;
    });
  }

  async openPage(): Promise<void> {
    const account = this.last;
    if (account) await this.act(() => this.#backend.openManagePage(account.id, 'manage'));
  }

  /** Brings back what was put away; the answer is its name. */
  async undo(): Promise<string | null> {
    const account = this.undoable;
    if (!account) return null;
    this.undoable = null;
    await this.act(() => this.#backend.undoRemove(account.id));
    return account.service;
  }

  async #remove(account: AccountView): Promise<void> {
    await this.act(async () => {
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
}

export const [removal, provideRemoval] = createContext<Removal>();

/** What the shell says about itself: whether the vault is open, the system, its language. */
import { createContext } from 'svelte';

import type { AppState, Backend, Failure } from './backend';
import { toFailure } from './backend';

export class Status {
  /** Nothing until the shell has answered once. */
  now = $state<AppState | null>(null);
  failure = $state<Failure | null>(null);
  busy = $state(false);

  readonly isPhone = $derived(this.now?.platform === 'android' || this.now?.platform === 'ios');

  #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Asks again. */
  async refresh(): Promise<void> {
    await this.#try(async () => {
      this.now = await this.#backend.appState();
    });
  }

  /** Tries to open the vault again. */
  async retry(): Promise<void> {
    await this.#try(async () => {
      this.now = await this.#backend.retryOpen();
    });
  }

  async unlock(passphrase: string): Promise<void> {
    await this.#try(async () => {
      await this.#backend.unlock(passphrase);
      this.now = await this.#backend.appState();
    });
  }

  async choosePassphrase(passphrase: string): Promise<void> {
    await this.#try(async () => {
      await this.#backend.choosePassphrase(passphrase);
      this.now = await this.#backend.appState();
    });
  }

  /** Begins an empty vault where only the key of a lost one is left. */
  async startEmpty(): Promise<void> {
    await this.#try(async () => {
      await this.#backend.startOverWithoutVault();
      this.now = await this.#backend.appState();
    });
  }

  async #try(act: () => Promise<void>): Promise<void> {
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

export const [status, provideStatus] = createContext<Status>();

/** Stopping all sign-ins of a linked account, and letting them go on. */
import { Acting } from '../../acting.svelte';
import type { Backend } from '../../backend';

export class Freezing extends Acting {
  /** The person is asked first. */
  asking = $state(false);

  #backend: Backend;
  #onchange: () => void;

  constructor(backend: Backend, onchange: () => void) {
    super();
    this.#backend = backend;
    this.#onchange = onchange;
  }

  start(): void {
    this.failure = null;
    this.asking = true;
  }

  close(): void {
    this.failure = null;
    this.asking = false;
  }

  async stop(accountId: string): Promise<void> {
    await this.act(async () => {
      await this.#backend.stopSignIns(accountId);
      this.asking = false;
      this.#onchange();
    });
  }

  async allow(accountId: string): Promise<void> {
    await this.act(async () => {
      await this.#backend.allowSignIns(accountId);
      this.#onchange();
    });
  }
}

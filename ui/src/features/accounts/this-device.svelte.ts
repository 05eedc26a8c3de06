/** This device at the server of a linked account: its name there, and its keys. */
import { Acting } from '../../acting.svelte';
import type { Backend } from '../../backend';

export class ThisDevice extends Acting {
  /** The new name, while the person types it. */
  name = $state<string | null>(null);

  #backend: Backend;
  #onchange: () => void;

  constructor(backend: Backend, onchange: () => void) {
    super();
    this.#backend = backend;
    this.#onchange = onchange;
  }

  startRenaming(name: string): void {
    this.failure = null;
    this.name = name;
  }

  close(): void {
    this.failure = null;
    this.name = null;
  }

  async rename(accountId: string): Promise<void> {
    const { name } = this;
    if (name === null) return;
    await this.act(async () => {
      await this.#backend.renameDevice(accountId, name);
      this.name = null;
      this.#onchange();
    });
  }

  /** Whether the keys are new now. */
  async renewKeys(accountId: string): Promise<boolean> {
    await this.act(async () => {
      await this.#backend.renewDeviceKeys(accountId);
      this.#onchange();
    });
    return this.failure === null;
  }
}

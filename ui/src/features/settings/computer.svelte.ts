/** What the app does on this computer beyond its window. Phones have nothing of it. */
import { Acting } from '../../acting.svelte';
import type { Backend, ComputerChange, ComputerView } from '../../backend';

export class Computer extends Acting {
  /** Nothing on phones, and until the shell has answered. */
  now = $state.raw<ComputerView | null>(null);
  /** Keys are being chosen. */
  choosing = $state(false);

  /** Whether the last look found nothing newer; nothing until somebody has looked. */
  looked = $state<boolean | null>(null);

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  async refresh(): Promise<void> {
    await this.act(async () => {
      this.now = await this.#backend.computer();
    });
  }

  /** Changes one thing. What the system made of it is asked again, also when it refused. */
  async change(change: ComputerChange): Promise<void> {
    await this.act(async () => {
      try {
        await this.#backend.changeComputer(change);
        this.choosing = false;
      } finally {
        this.now = await this.#backend.computer();
      }
    });
  }

  /** Asks whether there is a newer version. */
  async lookForRelease(): Promise<void> {
    this.looked = false;
    await this.act(async () => {
      await this.#backend.lookForRelease();
      this.now = await this.#backend.computer();
      this.looked = this.now?.releases?.newer === null;
    });
  }

  startChoosing(): void {
    this.failure = null;
    this.choosing = true;
  }

  close(): void {
    this.failure = null;
    this.choosing = false;
  }
}

/** The clock of this device, as it was checked last. */
import { Acting } from './acting.svelte';
import type { Backend, ClockView } from './backend';

export class ClockCheck extends Acting {
  /** Nothing until the shell has answered once. */
  now = $state<ClockView | null>(null);

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  refresh(): Promise<void> {
    return this.act(async () => {
      this.now = await this.#backend.clockCorrection();
    });
  }

  /** Asks the two hosts. */
  check(): Promise<void> {
    return this.act(async () => {
      this.now = await this.#backend.checkClock();
    });
  }

  drop(): Promise<void> {
    return this.act(async () => {
      this.now = await this.#backend.dropClockCorrection();
    });
  }
}

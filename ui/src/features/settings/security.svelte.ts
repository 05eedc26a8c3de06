/** What opens the vault, and when the app locks by itself. */
import { Acting } from '../../acting.svelte';
import { type AutoLock, type Backend, toFailure } from '../../backend';

export type Kind = 'pin' | 'passphrase';

export class Security extends Acting {
  autoLock = $state.raw<AutoLock | null>(null);
  /** What is being chosen. */
  choosing = $state<Kind | null>(null);
  /** What the person is asked about before it is removed. */
  removing = $state<Kind | null>(null);

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  async refresh(): Promise<void> {
    await this.act(async () => {
      this.autoLock = await this.#backend.autoLock();
    });
  }

  startChoosing(kind: Kind): void {
    this.failure = null;
    this.choosing = kind;
  }

  startRemoving(kind: Kind): void {
    this.failure = null;
    this.removing = kind;
  }

  close(): void {
    this.failure = null;
    this.choosing = null;
    this.removing = null;
  }

  async choose(secret: string): Promise<void> {
    const kind = this.choosing;
    await this.act(async () => {
      await (kind === 'pin' ? this.#backend.setPin(secret) : this.#backend.setPassphrase(secret));
      this.choosing = null;
    });
  }

  async remove(): Promise<void> {
    const kind = this.removing;
    await this.act(async () => {
      await (kind === 'pin' ? this.#backend.removePin() : this.#backend.removePassphrase());
      this.removing = null;
    });
  }

  /** A prompt that the person closes changes nothing, and is no failure. */
  async setBiometrics(on: boolean): Promise<void> {
    await this.act(async () => {
      try {
        await (on ? this.#backend.setBiometrics() : this.#backend.removeBiometrics());
      } catch (thrown) {
        if (toFailure(thrown).code !== 'biometrics_canceled') throw thrown;
      }
    });
  }

  async setAutoLock(changes: Partial<AutoLock>): Promise<void> {
    const before = this.autoLock;
    if (!before) return;
    await this.act(async () => {
      const chosen = { ...before, ...changes };
      await this.#backend.setAutoLock(chosen);
      this.autoLock = chosen;
    });
  }
}

/** A damaged vault: what can be read of it, and saving that. */
import { Acting } from '../../acting.svelte';
import type { Backend, DamageKey, DamageView, SavedFromDamage } from '../../backend';
import type { Way } from './ways';

export class Damage extends Acting {
  /** What can be read; nothing until somebody has looked. */
  view = $state.raw<DamageView | null>(null);
  /** This device's own key does not read it: the person is asked. */
  asks = $state(false);

  /** The part of the file is lost without which no key helps. */
  readonly isLost = $derived(this.failure?.code === 'vault_damaged');

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  /** Looks by the key of this device. A vault that asks for something else is no failure. */
  async begin(): Promise<void> {
    this.#forget();
    await this.#look('device', '');
    if (this.isLost) return;
    this.failure = null;
    this.asks = this.view === null;
  }

  open(way: Way, typed: string): Promise<void> {
    return this.#look(way, typed);
  }

  /** Saves it; what came of that goes on to whoever shows the open vault. */
  async save(then: (saved: SavedFromDamage) => Promise<void>): Promise<void> {
    await this.act(async () => {
      await then(await this.#backend.saveReadable());
    });
  }

  #forget(): void {
    this.view = null;
    this.asks = false;
  }

  #look(key: DamageKey, secret: string): Promise<void> {
    return this.act(async () => {
      this.view = await this.#backend.lookAtDamage(key, secret);
    });
  }
}

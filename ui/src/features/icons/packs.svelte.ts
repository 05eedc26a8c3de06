/** The installed icon packs: adding one, removing one. */
import { Acting } from '../../acting.svelte';
import type { Backend, IconPackAdded, IconPackView } from '../../backend';

export class Packs extends Acting {
  /** Nothing before they are known. */
  all = $state.raw<IconPackView[] | null>(null);
  /** The one that was just installed. */
  added = $state.raw<IconPackAdded | null>(null);
  /** The one that the person is asked about. */
  removing = $state.raw<IconPackView | null>(null);

  #backend: Backend;
  /** Accounts may look different now. */
  #changed: () => void;

  constructor(backend: Backend, changed: () => void) {
    super();
    this.#backend = backend;
    this.#changed = changed;
  }

  load(): Promise<void> {
    return this.act(async () => (this.all = await this.#backend.listIconPacks()));
  }

  /** Installs the pack in a file; whether it went well. */
  async add(file: string): Promise<boolean> {
    this.added = null;
    await this.act(async () => {
      const added = await this.#backend.addIconPack(file);
      this.all = await this.#backend.listIconPacks();
      this.added = added;
      this.#changed();
    });
    return this.failure === null;
  }

  /** Removes the one that was asked about; whether it went well. */
  async remove(): Promise<boolean> {
    const { removing } = this;
    if (!removing) return false;
    await this.act(async () => {
      await this.#backend.removeIconPack(removing.id);
      this.all = await this.#backend.listIconPacks();
      this.added = null;
      this.removing = null;
      this.#changed();
    });
    return this.failure === null;
  }
}

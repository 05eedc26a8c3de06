/** What is in the trash. */
import { Acting } from '../../acting.svelte';
import type { Backend, TrashedView } from '../../backend';

export class Trash extends Acting {
  /** Nothing until the shell has answered once. */
  all = $state<TrashedView[] | null>(null);
  /** The account that the person is asked about before it is erased. */
  asking = $state<TrashedView | null>(null);

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  refresh(): Promise<void> {
    return this.act(async () => {
      this.all = await this.#backend.listTrash();
    });
  }

  /** Brings it back; whether that went well. */
  async restore(removed: TrashedView): Promise<boolean> {
    await this.act(async () => {
      await this.#backend.restoreFromTrash(removed.id);
      this.all = await this.#backend.listTrash();
    });
    return this.failure === null;
  }

  /** The person's word: erases it for good. */
  async erase(): Promise<void> {
    const { asking } = this;
    if (!asking) return;
    await this.act(async () => {
      await this.#backend.eraseFromTrash(asking.id);
      this.all = await this.#backend.listTrash();
      this.asking = null;
    });
  }
}

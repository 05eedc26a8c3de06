/** The groups themselves: their names and their order. The accounts in them stay whatever happens here. */
import { Acting } from '../../acting.svelte';
import type { Backend } from '../../backend';

export class Grouping extends Acting {
  /** Nothing until they have come. */
  all = $state.raw<string[] | null>(null);
  /** Which one gets another name. */
  renaming = $state<string | null>(null);
  /** Which one is about to be removed. */
  removing = $state<string | null>(null);

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  load(): Promise<void> {
    return this.act(() => this.#load());
  }

  /** Moves a group up or down. */
  async move(group: string, by: -1 | 1): Promise<boolean> {
    const order = [...(this.all ?? [])];
    const from = order.indexOf(group);
    const to = from + by;
    if (from < 0 || to < 0 || to >= order.length) return false;
    order.splice(to, 0, ...order.splice(from, 1));
    await this.act(async () => {
      await this.#backend.orderGroups(order);
      this.all = order;
    });
    return this.failure === null;
  }

  async rename(to: string): Promise<void> {
    const from = this.renaming;
    if (from === null) return;
    await this.act(async () => {
      await this.#backend.renameGroup(from, to);
      this.renaming = null;
      await this.#load();
    });
  }

  async remove(): Promise<void> {
    const group = this.removing;
    if (group === null) return;
    await this.act(async () => {
      await this.#backend.removeGroup(group);
      this.removing = null;
      await this.#load();
    });
  }

  /** Leaves a question without an answer. */
  close(): void {
    this.renaming = null;
    this.removing = null;
    this.failure = null;
  }

  async #load(): Promise<void> {
    this.all = await this.#backend.listGroups();
  }
}

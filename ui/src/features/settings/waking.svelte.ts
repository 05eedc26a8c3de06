/** What wakes this phone's app while it is closed. */
import { Acting } from '../../acting.svelte';
import type { Backend, WakingView } from '../../backend';
import { m } from '../../i18n/paraglide/messages.js';

export class Waking extends Acting {
  /** Nothing where this system has no way, or before the shell has answered. */
  now = $state.raw<WakingView | null>(null);

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  refresh(): Promise<void> {
    return this.act(() => this.#look());
  }

  async set(on: boolean): Promise<void> {
    await this.act(async () => {
      await this.#backend.setWaking(on);
      await this.#look();
    });
  }

  async #look(): Promise<void> {
    this.now = await this.#backend.waking();
  }
}

/** What the person should know, or do. */
export function aboutWaking(view: WakingView): string {
  if (!view.isOn) return m.waking_off();
  if (view.offering === 0 && view.told === 0) return m.waking_none_offers();
  if (!view.by) return m.waking_nobody();
  if (view.told < view.offering) return m.waking_begins();
  return view.by.kind === 'system' ? m.waking_by_system() : m.waking_by({ name: view.by.name });
}

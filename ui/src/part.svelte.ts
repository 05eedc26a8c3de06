/** A part of the window that is loaded when it is first wanted, with the words that it says. */
import { loadRest } from './i18n/catalog.svelte';

export class Part<C> {
  #component = $state.raw<C | null>(null);
  #load: () => Promise<{ default: C }>;

  constructor(load: () => Promise<{ default: C }>) {
    this.#load = load;
  }

  /** What was loaded. Whoever shows it has waited for it. */
  get component(): C {
    if (this.#component === null) throw new Error('a view is shown before it is loaded');
    return this.#component;
  }

  get isLoaded(): boolean {
    return this.#component !== null;
  }

  async load(): Promise<void> {
    if (this.#component !== null) return;
    const [{ default: component }] = await Promise.all([this.#load(), loadRest()]);
    this.#component = component;
  }
}

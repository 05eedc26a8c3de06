/** A question fills the window: dialogs and menus step aside until it is over, because nothing may cover it. */
import { createContext, untrack } from 'svelte';

export class Cover {
  on = $state(false);

  /** The ways to close what lies over the view; the last one lies on top. */
  #layers = $state.raw<(() => void)[]>([]);

  /** Whether a dialog or a menu lies over the view. */
  get isLaid(): boolean {
    return this.#layers.length > 0;
  }

  /** Something lies over the view until the answer is called. */
  lay(close: () => void): () => void {
    const layer = () => close();
    untrack(() => (this.#layers = [...this.#layers, layer]));
    return () => {
      this.#layers = untrack(() => this.#layers.filter((each) => each !== layer));
    };
  }

  /** Closes what lies on top. */
  closeTop(): void {
    this.#layers.at(-1)?.();
  }
}

export const [cover, provideCover] = createContext<Cover>();

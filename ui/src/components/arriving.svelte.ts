/** The parts of a view that ask the shell first: the view is shown once all of them know, so that no line moves away under a finger. */
import { createContext } from 'svelte';

/** Whoever has no answer by then comes later. */
const PATIENCE_MS = 500;

export class Arriving {
  #asking = $state(0);

  /** All of them know. */
  readonly done = $derived(this.#asking === 0);

  /** One more asks. */
  wait(answer: Promise<unknown>): void {
    this.#asking += 1;
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(late);
      this.#asking -= 1;
    };
    const late = setTimeout(end, PATIENCE_MS);
    void answer.then(end, end);
  }
}

export const [arriving, provideArriving] = createContext<Arriving>();

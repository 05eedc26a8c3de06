/**
 * A phone's way back. It closes what lies on top, goes one step back or closes the view, not the app: as long as there
 * is something to go back from, the history has one entry more.
 */
import { createContext, untrack } from 'svelte';

const AWAY = 'away';

export class WayBack {
  #steps = $state.raw<(() => void)[]>([]);
  #isReturning = false;

  /** The way back from the step or the view that is shown; nothing at the first one. */
  get step(): (() => void) | null {
    return this.#steps.at(-1) ?? null;
  }

  /** Something is shown that can be gone back from, above what was shown before, until the answer is called. */
  take(step: () => void): () => void {
    // Effects take it: what they add must not start them again.
    this.#steps = [...untrack(() => this.#steps), step];
    return () => {
      this.#steps = untrack(() => this.#steps).filter((other) => other !== step);
    };
  }

  /** Keeps the history as it has to be. */
  follow(isAway: boolean): void {
    if (this.#isReturning || isAway === (history.state === AWAY)) return;
    if (isAway) history.pushState(AWAY, '');
    else {
      this.#isReturning = true;
      history.back();
    }
  }

  /** The history has gone back: whether that was the person. */
  went(): boolean {
    const byPerson = !this.#isReturning;
    this.#isReturning = false;
    return byPerson;
  }
}

export const [wayBack, provideWayBack] = createContext<WayBack>();

/**
 * The window's pulse: a monotonic now, once a second while anybody can see it, at the moments when codes have whole
 * seconds left. Countdowns and rings read it. It also notices when the device slept, because what was counted by then is
 * stale.
 */
import { createContext } from 'svelte';

import { afterFrame } from './painted';

const EVERY_MS = 1000;
const QUICK_MS = 250;
/** A timer that is early would count a second twice. */
const LATE_MS = 5;
const SLEPT_MS = 1500;

export class Ticker {
  /** Milliseconds that only grow. */
  now = $state(performance.now());
  /**
   * The same, a frame later. Without a graphics card, what changes in one frame is drawn as one rectangle: what lies far
   * from the rows changes in a frame of its own, so that nothing is drawn between them. It beats while that is shown: a
   * second frame is work, too.
   */
  late = $state(this.now);
  /** Counts the sleeps. */
  woken = $state(0);

  #wall = Date.now();
  #mark = 0;
  #quick = 0;
  #apart = 0;
  #runs = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Starts the pulse; the answer ends it. */
  start(): () => void {
    const look = () => this.#tick();
    document.addEventListener('visibilitychange', look);
    this.#runs = true;
    this.#wait();
    return () => {
      this.#runs = false;
      clearTimeout(this.#timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  /** Beats whole seconds before and after this moment. */
  align(moment: number): void {
    this.#mark = moment;
    this.#look();
    // With codes that have just come all of the window changes.
    this.late = this.now;
    this.#wait();
  }

  /** Beats four times a second until the answer is called: for a countdown that has seconds of its own. */
  quicken(): () => void {
    this.#quick += 1;
    this.#wait();
    return () => {
      this.#quick -= 1;
    };
  }

  /** Beats a second time, for what lies apart from the rows, until the answer is called. */
  beatApart(): () => void {
    this.#apart += 1;
    return () => {
      this.#apart -= 1;
    };
  }

  /** Seconds since 1970. */
  wallSeconds(): number {
    return Math.floor(Date.now() / 1000);
  }

  #tick(): void {
    if (!document.hidden) this.#look();
    this.#wait();
  }

  #look(): void {
    const now = performance.now();
    const wall = Date.now();
    if (Math.abs(wall - this.#wall - (now - this.now)) > SLEPT_MS) this.woken += 1;
    this.now = now;
    this.#wall = wall;
    if (this.#apart > 0) afterFrame(() => (this.late = now));
    else this.late = now;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (!this.#runs || document.hidden) return;
    const every = this.#quick > 0 ? QUICK_MS : EVERY_MS;
    const past = (((performance.now() - this.#mark) % every) + every) % every;
    this.#timer = setTimeout(() => this.#tick(), every - past + LATE_MS);
  }
}

export const [ticker, provideTicker] = createContext<Ticker>();

/**
 * The window's pulse: a monotonic now, four times a second while anybody can see it. Rings and countdowns read it.
 * It also notices when the device slept, because what was counted by then is stale.
 */
import { createContext } from 'svelte';

const EVERY_MS = 250;
const SLEPT_MS = 1500;

export class Ticker {
  /** Milliseconds that only grow. */
  now = $state(performance.now());
  /** Counts the sleeps. */
  woken = $state(0);

  #wall = Date.now();

  /** Starts the pulse; the answer ends it. */
  start(): () => void {
    const timer = setInterval(() => this.#tick(), EVERY_MS);
    const look = () => this.#tick();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  /** Seconds since 1970. */
  wallSeconds(): number {
    return Math.floor(Date.now() / 1000);
  }

  #tick(): void {
    if (document.hidden) return;
    const now = performance.now();
    const wall = Date.now();
    if (Math.abs(wall - this.#wall - (now - this.now)) > SLEPT_MS) this.woken += 1;
    this.now = now;
    this.#wall = wall;
  }
}

export const [ticker, provideTicker] = createContext<Ticker>();

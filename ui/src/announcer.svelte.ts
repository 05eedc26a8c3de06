/** What happened, for those who hear the window: one polite live region. */
import { createContext, untrack } from 'svelte';

export class Announcer {
  text = $state('');

  /** Says it once, also when it is the same as before. Whoever says something does not listen to what is said. */
  say(text: string): void {
    this.text = untrack(() => this.text) === text ? `${text}\u200b` : text;
  }
}

export const [announcer, provideAnnouncer] = createContext<Announcer>();

/** What happened, for those who hear the window: one polite live region. */
import { createContext } from 'svelte';

export class Announcer {
  text = $state('');

  /** Says it once, also when it is the same as before. */
  say(text: string): void {
    this.text = this.text === text ? `${text}\u200b` : text;
  }
}

export const [announcer, provideAnnouncer] = createContext<Announcer>();

/** The moves of this window. They are left and come back to, and end with the vault. */
import { createContext } from 'svelte';

import type { ImportPreview } from '../../backend';
import { LinkingAgain } from './again.svelte';
import type { Receiving } from './receiving.svelte';
import type { Sending } from './sending.svelte';

export class Moves {
  /** Each begins when its view is opened for the first time: most windows never move anything. */
  sending: Sending | null = null;
  receiving: Receiving | null = null;
  readonly again = new LinkingAgain();
  readonly onarrived: (preview: ImportPreview) => void;

  constructor(onarrived: (preview: ImportPreview) => void) {
    this.onarrived = onarrived;
  }

  /** The app was locked. */
  lock(): void {
    this.sending?.lock();
    this.receiving?.lock();
  }
}

export const [moves, provideMoves] = createContext<Moves>();

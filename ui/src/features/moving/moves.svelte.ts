/** The moves of this window. They are left and come back to, and end with the vault. */
import { createContext } from 'svelte';

import type { Backend, ImportPreview } from '../../backend';
import { LinkingAgain } from './again.svelte';
import { Receiving } from './receiving.svelte';
import { Sending } from './sending.svelte';

export class Moves {
  readonly sending: Sending;
  readonly receiving: Receiving;
  readonly again = new LinkingAgain();

  constructor(backend: Backend, onarrived: (preview: ImportPreview) => void) {
    this.sending = new Sending(backend);
    this.receiving = new Receiving(backend, onarrived);
  }

  /** The app was locked. */
  lock(): void {
    this.sending.lock();
    this.receiving.lock();
  }
}

export const [moves, provideMoves] = createContext<Moves>();

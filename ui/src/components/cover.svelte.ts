/** A question fills the window: dialogs and menus step aside until it is over, because nothing may cover it. */
import { createContext } from 'svelte';

export class Cover {
  on = $state(false);
}

export const [cover, provideCover] = createContext<Cover>();

/**
 * The icons of accounts. What finds them comes later than the accounts themselves: until then each account has its own
 * picture or its letter.
 */
import { createContext } from 'svelte';

import type { AccountView } from './backend';
import type { Icon } from './components/icon';
import type { Finder } from './features/icons/finder';

export class Icons {
  #finder = $state.raw<Finder | null>(null);

  of(account: AccountView): Icon | null {
    return account.iconPicture ? { picture: account.iconPicture } : (this.#finder?.of(account) ?? null);
  }

  /** Gets what finds icons, if it is not there yet. The list can do without. */
  async load(): Promise<void> {
    const { Finder: Found } = await import('./features/icons/finder');
    this.#finder ??= new Found();
  }
}

export const [icons, provideIcons] = createContext<Icons>();

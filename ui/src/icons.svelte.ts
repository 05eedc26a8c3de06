/**
 * The icons of accounts. What finds them comes later than the accounts themselves: until then each account has its own
 * picture or its letter.
 */
import { createContext } from 'svelte';

import type { AccountView, Backend } from './backend';
import type { Icon } from './components/icon';
import type { Finder } from './features/icons/finder.svelte';

export class Icons {
  #finder = $state.raw<Finder | null>(null);
  #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  of(account: AccountView): Icon | null {
    return account.iconPicture ? { picture: account.iconPicture } : (this.#finder?.of(account) ?? null);
  }

  /** Gets what finds icons, if it is not there yet. The list can do without. */
  async load(): Promise<Finder> {
    const { Finder: Found } = await import('./features/icons/finder.svelte');
    return (this.#finder ??= new Found(this.#backend));
  }

  /** Looks again at what packs have for the accounts. */
  async refresh(): Promise<void> {
    await (await this.load()).refresh();
  }
}

export const [icons, provideIcons] = createContext<Icons>();

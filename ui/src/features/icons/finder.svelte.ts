/**
 * Finds the icon of an account, in this order: the name that the person or another app gave it, what an installed pack
 * has for the service, the app's own set. An account of a server gets none by its name: whoever runs the server chose
 * that name, and must not look like a brand by it (docs/threat-model.md).
 */
import all from 'virtual:services';

import type { AccountView, Backend, PackMatch } from '../../backend';
import type { Icon } from '../../components/icon';
import { Services } from './matching';

/** As the core names it. */
export const LETTER = 'letter-tile';

export class Finder {
  readonly services = new Services(all);
  /** The pictures that packs have, by the ids of accounts. */
  #ofPacks = $state.raw<ReadonlyMap<string, string>>(mapOf([]));
  #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  of(account: AccountView): Icon | null {
    const { iconName: name } = account;
    if (name === LETTER) return null;
    const named = name ? this.services.ofIcon(name) : null;
    return named ? { path: named.path } : this.byName(account);
  }

  /** What the account has if nobody has chosen anything. */
  byName(account: AccountView): Icon | null {
    if (account.kind === 'linked' || account.formerLink) return null;
    const picture = this.#ofPacks.get(account.id);
    if (picture) return { picture };
    const found = this.services.find(account.service);
    return found && { path: found.path };
  }

  /** Asks again what packs have. Where that fails, accounts keep their letters. */
  async refresh(): Promise<void> {
    const found = await this.#backend.iconsOfPacks().catch(() => []);
    this.#ofPacks = mapOf(found);
  }
}

// Replaced as a whole, never changed.
function mapOf(found: PackMatch[]): ReadonlyMap<string, string> {
  return new Map(found.flatMap(({ accountIds, picture }) => accountIds.map((id) => [id, picture] as const)));
}

/** Accounts that were linked on another device: which of them wait to be linked again, and which came back. */
import type { AccountView } from '../../backend';

export class LinkingAgain {
  /** The person does not want to be told of it now. */
  isHintAway = $state(false);

  /** Those that waited when they were looked at. */
  #seen = $state.raw<readonly string[]>([]);

  waiting(accounts: AccountView[]): AccountView[] {
    return accounts.filter(({ formerLink }) => formerLink !== null);
  }

  /** Those that wait and those that waited, in the order of the list. */
  all(accounts: AccountView[]): AccountView[] {
    return accounts.filter(({ id, formerLink }) => formerLink !== null || this.#seen.includes(id));
  }

  /** Remembers who waits, so that the list still names them when they are linked. */
  look(accounts: AccountView[]): void {
    const fresh = this.waiting(accounts).map(({ id }) => id).filter((id) => !this.#seen.includes(id));
    if (fresh.length > 0) this.#seen = [...this.#seen, ...fresh];
  }

  forget(): void {
    this.#seen = [];
  }
}

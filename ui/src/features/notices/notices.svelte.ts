/** News that the person has not seen yet: from the core, and of links that brought nothing. */
import { createContext } from 'svelte';

import type { Backend, ErrorCode, NoticeView } from '../../backend';

export class Notices {
  all = $state<NoticeView[]>([]);
  /** Why the last link from outside brought nothing. */
  refused = $state<ErrorCode | null>(null);

  /** Some accounts are in the vault and cannot be read: the list is not the whole truth. */
  readonly unreadable = $derived(this.all.some(({ kind }) => kind === 'accounts_unreadable'));

  #backend: Backend;
  #turn = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async refresh(): Promise<void> {
    const turn = (this.#turn += 1);
    const all = await this.#backend.notices();
    if (turn === this.#turn) this.all = all;
  }

  async dismiss(id: string): Promise<void> {
    this.all = this.all.filter((notice) => notice.id !== id);
    await this.#backend.dismissNotice(id);
  }
}

export const [notices, provideNotices] = createContext<Notices>();

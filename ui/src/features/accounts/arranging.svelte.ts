/** The groups and the note of an account while they are edited. What was typed stays, whatever goes wrong. */
import { Acting } from '../../acting.svelte';
import type { AccountView, Backend } from '../../backend';

export class Arranging extends Acting {
  /** All groups that there are. */
  groups = $state<string[]>([]);
  chosen = $state<string[]>([]);
  /** A group that is not there yet. */
  added = $state('');
  note = $state('');
  /** The note has come, so it can be changed. */
  known = $state(false);

  #backend: Backend;
  #account: AccountView;
  #before = '';

  constructor(backend: Backend, account: AccountView) {
    super();
    this.#backend = backend;
    this.#account = account;
    this.groups = [...account.groups];
    this.chosen = [...account.groups];
  }

  load(): Promise<void> {
    return this.act(async () => {
      this.groups = await this.#backend.listGroups();
      this.#before = this.#account.hasNote ? await this.#backend.showNote(this.#account.id) : '';
      this.note = this.#before;
      this.known = true;
    });
  }

  toggle(group: string): void {
    const others = this.chosen.filter((each) => each !== group);
    this.chosen = others.length < this.chosen.length ? others : [...this.chosen, group];
  }

  /** Writes what has changed; whether all went well. */
  async save(): Promise<boolean> {
    const added = this.added.trim();
    const groups = added === '' ? this.chosen : [...this.chosen, added];
    await this.act(async () => {
      await this.#backend.setGroups(this.#account.id, groups);
      if (this.note !== this.#before) await this.#backend.setNote(this.#account.id, this.note);
    });
    return this.failure === null;
  }
}

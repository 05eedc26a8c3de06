/** The backup codes of one account, until the person has said that they are kept. */
import type { AccountView, Backend, Failure } from '../../backend';
import { toFailure } from '../../backend';

/** What was done with them a moment ago. */
export type Done = { what: 'copied'; seconds: number } | { what: 'saved'; path: string };

export class BackupCodes {
  /** Nothing until the shell has answered; an empty list when they are gone. */
  codes = $state.raw<string[] | null>(null);
  account = $state.raw<AccountView | null>(null);
  isKept = $state(false);
  done = $state.raw<Done | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);

  #backend: Backend;
  #accountId: string;

  constructor(backend: Backend, accountId: string) {
    this.#backend = backend;
    this.#accountId = accountId;
  }

  load(): Promise<void> {
    return this.#try(async () => {
      const [codes, accounts] = await Promise.all([this.#backend.backupCodes(this.#accountId), this.#backend.listAccounts()]);
      this.codes = (codes ?? []).map(inHalves);
      this.account = accounts.find(({ id }) => id === this.#accountId) ?? null;
    });
  }

  copy(): Promise<void> {
    return this.#try(async () => {
      const { clearsAfterMs } = await this.#backend.copyBackupCodes(this.#accountId);
      this.done = { what: 'copied', seconds: Math.round(clearsAfterMs / 1000) };
    });
  }

  /** Saves them where the person chooses; choosing nothing changes nothing. */
  save(): Promise<void> {
    return this.#try(async () => {
      const file = await this.#backend.saveBackupCodes(this.#accountId);
      if (file) this.done = { what: 'saved', path: file.path };
    });
  }

  /** With the tick they are shown no more. Whether it may close. */
  async finish(): Promise<boolean> {
    if (!this.isKept) return true;
    await this.#try(() => this.#backend.backupCodesKept(this.#accountId));
    return this.failure === null;
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.failure = null;
    this.done = null;
    try {
      await act();
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.busy = false;
    }
  }
}

/** Eight characters stand as 4-4, however they come. */
export function inHalves(code: string): string {
  const plain = code.replace(/[\s-]/g, '');
  return plain.length === 8 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : code;
}

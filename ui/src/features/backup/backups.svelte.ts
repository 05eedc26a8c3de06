/** What is known about backups, and what the person does about them. */
import { Acting } from '../../acting.svelte';
import type { Backend, BackupAnswer, BackupsView, LeftFile } from '../../backend';

export class Backups extends Acting {
  /** Nothing until the shell has answered. */
  view = $state.raw<BackupsView | null>(null);
  /** The backup made by hand that was opened a moment ago. */
  checked = $state.raw<LeftFile | null>(null);

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  load(): Promise<void> {
    return this.act(() => this.#refresh());
  }

  /** Listens for news as long as the screen is there. */
  listen(): () => void {
    return this.#backend.onBackupsChanged(() => void this.#refresh().catch(() => undefined));
  }

  chooseFolder(isElsewhere: boolean): Promise<void> {
    return this.#then(() => this.#backend.chooseBackupFolder(isElsewhere));
  }

  setElsewhere(isElsewhere: boolean): Promise<void> {
    const path = this.view?.folder?.path ?? null;
    return this.#then(() => this.#backend.setBackupFolder(path, isElsewhere));
  }

  stop(): Promise<void> {
    return this.#then(() => this.#backend.setBackupFolder(null, false));
  }

  now(): Promise<void> {
    return this.#then(() => this.#backend.backUpNow());
  }

  answer(answer: BackupAnswer): Promise<void> {
    return this.#then(() => this.#backend.answerBackupQuestion(answer));
  }

  check(path: string, passphrase: string): Promise<void> {
    this.checked = null;
    return this.#then(async () => {
      this.checked = await this.#backend.checkBackup(path, passphrase);
    });
  }

  forget(path: string): Promise<void> {
    return this.#then(() => this.#backend.forgetHandBackup(path));
  }

  #then(work: () => Promise<unknown>): Promise<void> {
    return this.act(async () => {
      try {
        await work();
      } finally {
        await this.#refresh();
      }
    });
  }

  async #refresh(): Promise<void> {
    this.view = await this.#backend.backups();
  }
}

/** A backup that is about to be saved by hand. */
export class Saving extends Acting {
  saved = $state.raw<LeftFile | null>(null);

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  /** Choosing nothing changes nothing. */
  save(passphrase: string, isElsewhere: boolean): Promise<void> {
    return this.act(async () => {
      this.saved = await this.#backend.saveBackup(passphrase, isElsewhere);
    });
  }
}

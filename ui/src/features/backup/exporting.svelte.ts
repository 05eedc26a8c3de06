/** Accounts on their way to another app. Codes with secrets are dropped with the screen that shows them. */
import { Acting } from '../../acting.svelte';
import type { Backend, ExportCode, ExportFormat, ExportLosses, LeftFile } from '../../backend';

export type Way = 'aegis-sealed' | 'aegis' | 'list' | 'google' | 'paper' | 'one';

const formats: Record<Way, ExportFormat> = {
  'aegis-sealed': 'aegis',
  aegis: 'aegis',
  list: 'otpauth_list',
  google: 'google_migration',
  paper: 'sheet',
  one: 'account_qr',
};

export class Exporting extends Acting {
  way = $state<Way | null>(null);
  losses = $state.raw<ExportLosses | null>(null);
  codes = $state.raw<ExportCode[] | null>(null);
  /** Which of the codes is shown, counted from 0. */
  shown = $state(0);
  saved = $state.raw<LeftFile | null>(null);

  readonly isShown = $derived(this.way === 'google' || this.way === 'one');

  #backend: Backend;
  #accountId: string | null;

  constructor(backend: Backend, accountId: string | null) {
    super();
    this.#backend = backend;
    this.#accountId = accountId;
  }

  choose(way: Way): Promise<void> {
    this.way = way;
    this.losses = null;
    return this.act(async () => {
      this.losses = await this.#backend.exportLosses(formats[way], this.#accountId);
    });
  }

  /** The person has read what it means. */
  go(passphrase: string | null): Promise<void> {
    const { way } = this;
    return this.act(async () => {
      this.shown = 0;
      if (way === 'google') this.codes = await this.#backend.exportPages();
      else if (way === 'one') this.codes = [await this.#backend.exportAccount(this.#accountId ?? '')];
      else if (way) this.saved = await this.#backend.saveExport(formats[way], passphrase);
    });
  }

  /** Back to the choice of ways; whether there was a step to go back. */
  back(): boolean {
    if (this.codes && this.way !== 'one') this.codes = null;
    else if (this.way && this.way !== 'one') this.way = null;
    else return false;
    this.failure = null;
    return true;
  }
}

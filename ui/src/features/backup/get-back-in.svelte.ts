/** Whether people can get back in, for every view that asks; and the recovery sheet. */
import { createContext } from 'svelte';

import { Acting } from '../../acting.svelte';
import type { AskedWord, Backend, GetBackInView, SheetView } from '../../backend';

export class GetBackIn extends Acting {
  /** Nothing until the shell has answered. */
  view = $state.raw<GetBackInView | null>(null);
  sheet = $state.raw<SheetView | null>(null);
  asking = $state(false);
  /** The person has put the hint away, until the app starts again. */
  isHintAway = $state(false);

  readonly isAmber = $derived(this.view?.isAmber === true && !this.isHintAway);
  readonly isYes = $derived(this.view?.answers.every(({ withoutWay }) => withoutWay.length === 0) ?? null);
  /** How many accounts are lost with all devices. */
  readonly withoutWay = $derived(
    this.view?.answers.find(({ disaster }) => disaster === 'all_devices_lost')?.withoutWay.length ?? 0,
  );

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  load(): Promise<void> {
    return this.act(() => this.#refresh());
  }

  /** Asks the servers too; what is known already is shown meanwhile. */
  async ask(): Promise<void> {
    this.asking = true;
    try {
      await this.load();
      await this.#backend.askAboutWaysBack();
      await this.#refresh();
    } catch {
      // What was known before stays on the screen.
    } finally {
      this.asking = false;
    }
  }

  async #refresh(): Promise<void> {
    [this.view, this.sheet] = await Promise.all([this.#backend.getBackIn(), this.#backend.recoverySheet()]);
  }
}

/** The sheet: printed, then proven by words that are typed back. */
export class Sheet extends Acting {
  step = $state<'print' | 'check' | 'done'>('print');
  isOpened = $state(false);
  asked = $state.raw<AskedWord[]>([]);
  typed = $state<string[]>([]);
  wrong = $state<number | null>(null);

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  print(): Promise<void> {
    return this.act(async () => {
      if (await this.#backend.printRecoverySheet()) this.isOpened = true;
    });
  }

  begin(): Promise<void> {
    return this.act(async () => {
      this.asked = await this.#backend.beginSheetCheck();
      this.typed = this.asked.map(() => '');
      this.wrong = null;
      this.step = 'check';
    });
  }

  check(): Promise<void> {
    return this.act(async () => {
      this.wrong = await this.#backend.checkSheet(this.typed);
      if (this.wrong !== null) return;
      this.typed = [];
      this.step = 'done';
    });
  }
}

export const [getBackIn, provideGetBackIn] = createContext<GetBackIn>();

/** Codes by a counter: each is shown for half a minute after the person has asked for it. */
import { Acting } from '../../acting.svelte';
import type { Backend, CounterCodeView } from '../../backend';

const SHOWN_MS = 30_000;

export class Counters extends Acting {
  /** Replaced as a whole, never changed. */
  shown = $state.raw<ReadonlyMap<string, CounterCodeView>>(mapOf([]));

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  /** Counts, and shows the next code. */
  next(accountId: string): Promise<void> {
    return this.act(async () => this.#show(await this.#backend.nextCounterCode(accountId)));
  }

  /** For whoever pressed too often: shows the code before. */
  back(accountId: string): Promise<void> {
    return this.act(async () => {
      const code = await this.#backend.stepCounterBack(accountId);
      if (code) this.#show(code);
      else this.#hide(accountId);
    });
  }

  #show(code: CounterCodeView): void {
    this.shown = mapOf([...[...this.shown.values()].filter(({ accountId }) => accountId !== code.accountId), code]);
    setTimeout(() => {
      if (this.shown.get(code.accountId) === code) this.#hide(code.accountId);
    }, SHOWN_MS);
  }

  #hide(accountId: string): void {
    this.shown = mapOf([...this.shown.values()].filter((code) => code.accountId !== accountId));
  }
}

function mapOf(codes: CounterCodeView[]): ReadonlyMap<string, CounterCodeView> {
  return new Map(codes.map((code) => [code.accountId, code]));
}

/** The page about newer versions, in the browser. */
import { Acting } from '../../acting.svelte';
import type { Backend } from '../../backend';

export class ReleasePage extends Acting {
  #backend: Pick<Backend, 'openReleasePage'>;

  constructor(backend: Pick<Backend, 'openReleasePage'>) {
    super();
    this.#backend = backend;
  }

  open(): Promise<void> {
    return this.act(() => this.#backend.openReleasePage());
  }
}

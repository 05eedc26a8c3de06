/** What was brought in, and can be taken back as a whole. */
import { createContext } from 'svelte';

import { Acting } from '../../acting.svelte';
import type { Backend, ImportDone, ImportView } from '../../backend';

const UNDO_MS = 15_000;

/** Imports that can be undone, for the toast and the settings. */
export class Imports extends Acting {
  all = $state<ImportView[]>([]);
  /** What came a moment ago. */
  fresh = $state.raw<ImportDone | null>(null);

  #backend: Backend;
  #over: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  refresh(): Promise<void> {
    return this.act(async () => {
      this.all = await this.#backend.listImports();
    });
  }

  /** Something came. */
  came(done: ImportDone): void {
    this.fresh = done;
    clearTimeout(this.#over);
    this.#over = setTimeout(() => (this.fresh = null), UNDO_MS);
  }

  /** Takes an import back as a whole. */
  async undo(importId: string): Promise<boolean> {
    this.fresh = null;
    await this.act(async () => {
      await this.#backend.undoImport(importId);
      this.all = await this.#backend.listImports();
    });
    return this.failure === null;
  }
}

export const [imports, provideImports] = createContext<Imports>();

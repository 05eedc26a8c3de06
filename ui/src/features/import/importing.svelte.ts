/**
 * From files, a text or the clipboard to a preview, and from the person's choice to accounts. The files stay until the
 * view is closed, so that a password can be tried again.
 */
import { createContext } from 'svelte';

import { Acting } from '../../acting.svelte';
import type { Backend, EntryView, Failure, ImportDone, ImportPreview, ImportView, PendingView } from '../../backend';

export type Place = 'choose' | 'password' | 'cost' | 'preview';

const UNDO_MS = 15_000;
const PASSWORD: readonly string[] = [
  'file_password_needed', 'file_password_wrong', 'file_password_wrong_or_damaged', 'backup_words_needed', 'words_malformed',
];

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

export class Importing extends Acting {
  place = $state<Place>('choose');
  password = $state('');
  /** The file opens with the words of the recovery sheet. */
  wantsWords = $state(false);
  preview = $state.raw<ImportPreview | null>(null);
  /** The entries that the person wants. */
  chosen = $state.raw<ReadonlySet<number>>(setOf([]));
  /** How much memory the file asks for. */
  memoryMib = $state(0);

  readonly coming = $derived(this.chosen.size);

  #backend: Backend;
  #onclose: () => void;
  #oncame: (done: ImportDone) => void;
  #files: string[] = [];

  constructor(backend: Backend, told: { onclose: () => void; oncame: (done: ImportDone) => void }) {
    super();
    this.#backend = backend;
    this.#onclose = told.onclose;
    this.#oncame = told.oncame;
  }

  readFiles(files: string[]): Promise<void> {
    this.#files = files;
    this.password = '';
    return this.#readFiles(null);
  }

  /** Reads the same files again, with what was typed. */
  readWithPassword(): Promise<void> {
    return this.#readFiles(null);
  }

  /** The person says yes to what the file costs. */
  readAtThatCost(): Promise<void> {
    return this.#readFiles(this.memoryMib);
  }

  readText(text: string): Promise<void> {
    return this.#read(() => this.#backend.previewText(text));
  }

  readClipboard(): Promise<void> {
    return this.#read(() => this.#backend.previewClipboard());
  }

  /** Shows what would come. */
  show(preview: ImportPreview): void {
    this.#drop();
    this.preview = preview;
    this.chosen = setOf(preview.entries.filter(({ standing }) => standing === 'new').map(({ index }) => index));
    this.place = 'preview';
  }

  toggle(entry: EntryView): void {
    const next = [...this.chosen].filter((index) => index !== entry.index);
    this.chosen = setOf(this.chosen.has(entry.index) ? next : [...next, entry.index]);
  }

  async confirm(): Promise<void> {
    const { preview } = this;
    if (!preview || this.busy) return;
    const differs = setOf(preview.entries.filter(({ standing }) => standing === 'differs').map(({ index }) => index));
    const choices = [...this.chosen].sort((a, b) => a - b).map((index) => ({ index, replaces: differs.has(index) }));
    await this.act(async () => {
      const done = await this.#backend.confirmImport(preview.id, choices);
      this.preview = null;
      this.#oncame(done);
      this.#onclose();
    });
  }

  /** A link that goes its own way: it is not dropped with the others. */
  keep({ pendingId }: PendingView): void {
    if (!this.preview) return;
    this.preview = { ...this.preview, links: this.preview.links.filter((link) => link.pendingId !== pendingId) };
  }

  back(): void {
    if (this.place === 'choose') this.close();
    else {
      this.#drop();
      this.failure = null;
      this.place = 'choose';
    }
  }

  close(): void {
    this.#drop();
    this.#onclose();
  }

  #readFiles(agreedMemoryMib: number | null): Promise<void> {
    const password = this.password === '' ? null : this.password;
    return this.#read(() => this.#backend.previewFiles(this.#files, password, agreedMemoryMib));
  }

  async #read(read: () => Promise<ImportPreview>): Promise<void> {
    if (this.busy) return;
    await this.act(async () => this.show(await read()));
    if (this.failure) this.#answer(this.failure);
  }

  /** Some failures are questions. */
  #answer(failure: Failure): void {
    if (PASSWORD.includes(failure.code)) {
      this.wantsWords = failure.code === 'backup_words_needed' || failure.code === 'words_malformed';
      if (this.place !== 'password') {
        this.place = 'password';
        this.failure = null;
      }
    } else if (failure.code === 'file_costs_much') {
      this.memoryMib = failure.details?.memoryMib ?? 0;
      this.place = 'cost';
      this.failure = null;
    }
  }

  #drop(): void {
    const { preview } = this;
    this.preview = null;
    if (!preview) return;
    void this.#backend.cancelImport(preview.id).catch(() => undefined);
    for (const { pendingId } of preview.links) void this.#backend.cancelPending(pendingId).catch(() => undefined);
  }
}

// Replaced as a whole, never changed.
function setOf(items: number[]): ReadonlySet<number> {
  return new Set(items);
}

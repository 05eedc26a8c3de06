/**
 * From files, a text or the clipboard to a preview, and from the person's choice to accounts. The files stay until the
 * view is closed, so that a password can be tried again.
 */
import { Acting } from '../../acting.svelte';
import type {
  Backend, ColumnRole, EntryView, Failure, FoundView, ImportDone, ImportPreview, PendingView, TableView,
} from '../../backend';
import { dataUrl } from '../../files';
import { filesOf, type Given, read } from '../../receiver.svelte';
import { roleOf } from './words';

export type Place = 'choose' | 'password' | 'cost' | 'table' | 'preview';

const PASSWORD: readonly string[] = [
  'file_password_needed', 'file_password_wrong', 'file_password_wrong_or_damaged', 'backup_words_needed', 'words_malformed',
];

/** What happens outside of this feature. */
export interface Told {
  onclose: () => void;
  oncame: (done: ImportDone) => void;
  /** What is linked or added by itself: servers, and what needs a PIN. */
  onlinks: (links: PendingView[]) => void;
  /** The file is an icon pack. */
  onpack: (file: string) => void;
}

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

  /** A table that nobody knows, and what the person says of its columns. */
  table = $state.raw<TableView | null>(null);
  columns = $state.raw<readonly (ColumnRole | null)[]>([]);
  hasHeader = $state(false);

  readonly coming = $derived(this.chosen.size);
  readonly hasSecret = $derived(this.columns.includes('secret'));

  #backend: Backend;
  #onclose: () => void;
  #oncame: (done: ImportDone) => void;
  #onlinks: (links: PendingView[]) => void;
  #onpack: (file: string) => void;
  #files: string[] = [];
  /** What the person has agreed to pay for opening the files. */
  #agreedMib: number | null = null;

  constructor(backend: Backend, told: Told) {
    super();
    this.#backend = backend;
    this.#onclose = told.onclose;
    this.#oncame = told.oncame;
    this.#onlinks = told.onlinks;
    this.#onpack = told.onpack;
  }

  /** What was chosen, dropped or pasted. */
  async take(given: Given): Promise<void> {
    const files = filesOf(given);
    if (files.length > 0) await this.readFiles(await Promise.all(files.map(dataUrl)));
    else await this.#find(() => read(this.#backend, given));
  }

  readScreen(): Promise<void> {
    return this.#find(() => this.#backend.readScreen());
  }

  readFiles(files: string[]): Promise<void> {
    this.#files = files;
    this.password = '';
    this.table = null;
    this.#agreedMib = null;
    return this.#readFiles();
  }

  /** Reads the same files again, with what was typed. */
  readWithPassword(): Promise<void> {
    return this.#readFiles();
  }

  /** The person says yes to what the file costs. */
  readAtThatCost(): Promise<void> {
    this.#agreedMib = this.memoryMib;
    return this.#readFiles();
  }

  /** Reads the table by what the person says of its columns. */
  readTable(): Promise<void> {
    return this.#readFiles();
  }

  /** A column holds this; no two hold the same. */
  chooseColumn(index: number, name: string): void {
    const role = roleOf(name);
    this.columns = this.columns.map((other, at) => {
      if (at === index) return role;
      return other === role ? null : other;
    });
  }

  /** Shows what was read elsewhere. */
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

  /** Brings the chosen ones in; what needs one more step follows, one by one. */
  async confirm(): Promise<void> {
    const { preview } = this;
    if (!preview || this.busy) return;
    const differs = setOf(preview.entries.filter(({ standing }) => standing === 'differs').map(({ index }) => index));
    const choices = [...this.chosen].sort((a, b) => a - b).map((index) => ({ index, replaces: differs.has(index) }));
    await this.act(async () => {
      if (choices.length > 0) this.#oncame(await this.#backend.confirmImport(preview.id, choices));
      else await this.#backend.cancelImport(preview.id);
      this.preview = null;
      this.#onclose();
      this.#onlinks(preview.links);
    });
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

  async #readFiles(): Promise<void> {
    if (this.busy) return;
    const password = this.password === '' ? null : this.password;
    const columns = this.table ? { roles: [...this.columns], hasHeader: this.hasHeader } : null;
    await this.act(async () => {
      this.show(await this.#backend.previewFiles(this.#files, password, this.#agreedMib, columns));
    });
    if (this.failure) await this.#answer(this.failure);
  }

  /** One code goes its own way. */
  async #find(find: () => Promise<FoundView>): Promise<void> {
    if (this.busy) return;
    await this.act(async () => {
      const found = await find();
      if (found.kind === 'several') this.show(found.preview);
      else {
        this.#onclose();
        // The question of a page's code comes to the front by itself.
        if (found.pending.kind !== 'question') this.#onlinks([found.pending]);
      }
    });
  }

  /** Some failures are questions. */
  async #answer(failure: Failure): Promise<void> {
    if (PASSWORD.includes(failure.code)) {
      this.wantsWords = failure.code === 'backup_words_needed' || failure.code === 'words_malformed';
      if (this.place !== 'password') {
        this.place = 'password';
        this.failure = null;
      }
    } else if (failure.code === 'file_is_icon_pack') {
      this.failure = null;
      this.#onpack(this.#files[0] ?? '');
    } else if (failure.code === 'file_costs_much') {
      this.memoryMib = failure.details?.memoryMib ?? 0;
      this.place = 'cost';
      this.failure = null;
    } else if (failure.code === 'file_columns_unknown') {
      await this.act(async () => {
        const table = await this.#backend.lookAtTable(this.#files);
        this.table = table;
        this.columns = table.columns.map(({ role }) => role);
        this.hasHeader = table.hasHeader;
        this.place = 'table';
      });
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

/** What is dropped on the window or pasted into it, and the view that takes it. */
import { createContext } from 'svelte';

import type { Backend, FoundView, Stop } from './backend';
import { dataUrl } from './files';

/** Files, a text, or whatever is in the clipboard. */
export type Given = { files: File[] } | { text: string } | 'clipboard';

/** What a drop or a paste holds; nothing if the window cannot see it. */
export function given(from: DataTransfer | null): Given | null {
  const files = [...(from?.files ?? [])];
  if (files.length > 0) return { files };
  const text = from?.getData('text/plain').trim() ?? '';
  return text === '' ? null : { text };
}

/** The files that are for the import: all but a picture by itself. */
export function filesOf(what: Given): File[] {
  if (typeof what === 'string' || 'text' in what) return [];
  const [first, ...others] = what.files;
  return others.length === 0 && first?.type.startsWith('image/') ? [] : what.files;
}

/** Reads a picture, a text or the clipboard: one code, or several. */
export async function read(backend: Backend, what: Given): Promise<FoundView> {
  if (what === 'clipboard') return backend.readClipboard();
  if ('text' in what) return backend.readText(what.text);
  const [picture] = what.files;
  return picture ? backend.readImage(await dataUrl(picture)) : backend.readClipboard();
}

type Taker = (what: Given) => void;

export class Receiver {
  /** Something is held over the window. */
  isOver = $state(false);
  /** Something was dropped that nobody takes. */
  isRefused = $state(false);

  // Not a state: an effect that ends reads states as they were before its turn, without the view that came in it.
  readonly #takers: Taker[] = [];
  #over: ReturnType<typeof setTimeout> | undefined;

  /** Whether a view takes what is given. */
  isWanted = $state(false);

  /** The view takes what is given from now on, until it says stop. */
  take(taker: Taker): Stop {
    this.#takers.push(taker);
    this.isWanted = true;
    return () => {
      const at = this.#takers.indexOf(taker);
      if (at >= 0) this.#takers.splice(at, 1);
      this.isWanted = this.#takers.length > 0;
    };
  }

  /** To the view that came last. */
  give(what: Given): void {
    this.#takers.at(-1)?.(what);
  }

  /** Says for a while that nobody takes it now. */
  refuse(): void {
    this.isRefused = true;
    clearTimeout(this.#over);
    this.#over = setTimeout(() => (this.isRefused = false), REFUSED_MS);
  }
}

const REFUSED_MS = 6_000;

export const [receiver, provideReceiver] = createContext<Receiver>();

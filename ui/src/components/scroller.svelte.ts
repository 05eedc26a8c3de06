/**
 * What a person sees of something that scrolls, told to the long lists in it. What is above what they see may grow or
 * shrink: they go on seeing the same, as in browsers that do so by themselves.
 */
import type { Attachment } from 'svelte/attachments';

/** A list within it. */
export interface Section {
  element: HTMLElement;
  /** Where its first row begins, below the top of all that scrolls. */
  start: number;
}

/** The part of a window that rows have for themselves, below what stands over them. */
const LEAST = 0.6;

export class Scroller {
  /** How far it is scrolled, and how much of it is seen. Before the first look: what is left of the window at the least. */
  top = $state(0);
  height = $state(innerHeight * LEAST);
  /** It was painted once: what is beyond what is seen may be made now. */
  isPainted = $state(false);

  #box: HTMLElement | null = null;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- each section tells its own list
  #sections = new Set<Section>();

  /** For the element that scrolls, with one element in it. */
  readonly box: Attachment<HTMLElement> = (box) => {
    this.#box = box;
    const look = () => this.look();
    const sizes = new ResizeObserver(() => this.#keep());
    for (const each of [box, box.firstElementChild]) if (each) sizes.observe(each);
    box.addEventListener('scroll', look, { passive: true });
    look();
    const frame = requestAnimationFrame(() => setTimeout(() => (this.isPainted = true)));
    return () => {
      cancelAnimationFrame(frame);
      box.removeEventListener('scroll', look);
      sizes.disconnect();
      this.#box = null;
    };
  };

  /** A list is there; the answer takes it away again. */
  add(section: Section): () => void {
    this.#sections.add(section);
    this.look();
    return () => this.#sections.delete(section);
  }

  /** Goes to this depth at once. */
  goTo(top: number): void {
    if (this.#box) this.#box.scrollTop = top;
    this.look();
  }

  /** Something above what is seen has grown by so much. */
  shift(by: number): void {
    if (by !== 0) this.goTo(this.top + by);
  }

  /** Reads everything before anything is changed, so that the page is laid out once. */
  look(): void {
    const box = this.#box;
    // On phones the list is hidden while one account is shown.
    if (!box || box.clientHeight === 0) return;
    const { scrollTop, clientHeight } = box;
    const zero = box.getBoundingClientRect().top - scrollTop;
    const starts = [...this.#sections].map(({ element }) => element.getBoundingClientRect().top - zero);
    [...this.#sections].forEach((section, index) => (section.start = starts[index] ?? 0));
    this.top = scrollTop;
    this.height = clientHeight;
  }

  #keep(): void {
    const at = [...this.#sections].reverse().find(({ start }) => start < this.top);
    const before = at?.start ?? 0;
    this.look();
    if (at) this.shift(at.start - before);
  }
}

/**
 * The language of the gallery that proves the other direction: English whose words run from right to left, with what
 * people wrote and codes left as they are. No product has it.
 */
import type { Plugin } from 'vite';

/** Its tag, as pseudo-languages have theirs: Arabic, of a region that does not exist. */
export const MIRRORED = 'ar-XB';

/** Lets the gallery speak each English message itself: `wordsOf` gets its text and the parts in between. */
export function mirrored(): Plugin {
  return {
    name: 'mirrored',
    transform: (code, id) =>
      /\/paraglide\/messages\/en\.js(\?|$)/.test(id) ? code.replace(/\(`/g, '(globalThis.wordsOf`') : null,
  };
}

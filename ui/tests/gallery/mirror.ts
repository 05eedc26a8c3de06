/** How the gallery speaks: as it is written, or mirrored. `ui/tests/mirrored.ts` puts it into each message. */
declare global {
  var wordsOf: (texts: TemplateStringsArray, ...parts: unknown[]) => string;
}

let isMirrored = false;

/** Turns each word round (Unicode's override); the order of the words is the page's. */
function turned(text: string): string {
  return text.replace(/\p{L}[\p{L}\p{M}’-]*/gu, (word) => `\u202e${word}\u202c`);
}

globalThis.wordsOf = (texts, ...parts) =>
  texts
    .map((text, index) => {
      const part = index < parts.length ? String(parts[index]) : '';
      if (!isMirrored) return text + part;
      return turned(text) + (part && `\u2068${part}\u2069`);
    })
    .join('');

/** From now on every message is mirrored, and the window runs from right to left. */
export function mirror(): void {
  isMirrored = true;
  document.documentElement.dir = 'rtl';
}

/** A text cut where a typed word stands in it, so that it can be shown. */
export function marked(text: string, typed: string): { text: string; hit: boolean }[] {
  const word = typed.trim().toLowerCase();
  const at = word ? text.toLowerCase().indexOf(word) : -1;
  if (at < 0) return [{ text, hit: false }];
  return [
    { text: text.slice(0, at), hit: false },
    { text: text.slice(at, at + word.length), hit: true },
    { text: text.slice(at + word.length), hit: false },
  ].filter((part) => part.text !== '');
}

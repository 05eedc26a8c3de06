/** Words as they are compared: without capitals, and without the marks on letters. */
export function plain(text: string): string {
  // Most words have no letter with a mark, and need not be taken apart.
  if (/^[ -~]*$/.test(text)) return text.toLowerCase();
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether a text says each of the typed words, in any order. */
export function says(text: string, typed: string): boolean {
  const whole = plain(text);
  return plain(typed).split(/\s+/).every((word) => whole.includes(word));
}

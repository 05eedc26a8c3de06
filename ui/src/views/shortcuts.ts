/** What a key means in the list: Ctrl or ⌘ with F, K, N and Z, Escape, and typing at once to search. */
export type Shortcut = 'add' | 'search' | 'undo' | 'close' | null;

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'> & {
  target: EventTarget | null;
};

/** `search` is the search field, where there is one. */
export function shortcut(event: Press, search: EventTarget | null): Shortcut {
  if (event.isComposing || event.altKey) return null;
  const letter = event.key.toLowerCase();
  const held = event.ctrlKey || event.metaKey;
  if (held && letter === 'n') return 'add';
  if (held && (letter === 'f' || letter === 'k')) return search ? 'search' : null;
  if (inOwnUse(event.target)) return null;
  if (held) return letter === 'z' ? 'undo' : null;
  if (event.key === 'Escape') return 'close';
  return search && event.key.length === 1 && event.key !== ' ' ? 'search' : null;
}

/** Fields, lists and menus keep their keys. */
function inOwnUse(target: EventTarget | null): boolean {
  if (typeof Element === 'undefined' || !(target instanceof Element)) return false;
  return target.closest('input, textarea, select, [role="menu"], [role="alertdialog"]') !== null;
}

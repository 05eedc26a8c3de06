/** What a key means in the list: Ctrl or ⌘ with F, K, N, Z and comma, Escape, and typing at once to search. */
import type { Platform } from '../backend';

export type Shortcut = 'add' | 'search' | 'settings' | 'undo' | 'close' | null;

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'> & {
  target: EventTarget | null;
};

/** Whether the key for commands is held: ⌘ on macOS, where Ctrl moves about in fields; Ctrl elsewhere. */
export function isCommand({ ctrlKey, metaKey }: Pick<Press, 'ctrlKey' | 'metaKey'>, platform: Platform | undefined): boolean {
  return platform === 'macos' ? metaKey : ctrlKey;
}

/** `search` is the search field, where there is one. */
export function shortcut(event: Press, search: EventTarget | null, platform: Platform | undefined): Shortcut {
  if (event.isComposing || event.altKey) return null;
  const letter = event.key.toLowerCase();
  const held = isCommand(event, platform);
  if (held && letter === 'n') return 'add';
  if (held && letter === ',') return 'settings';
  if (held && (letter === 'f' || letter === 'k')) return search ? 'search' : null;
  if (inOwnUse(event.target)) return null;
  if (held) return letter === 'z' ? 'undo' : null;
  if (event.key === 'Escape') return 'close';
  return search && !event.ctrlKey && !event.metaKey && event.key.length === 1 && event.key !== ' ' ? 'search' : null;
}

/** Fields, lists and menus keep their keys. */
function inOwnUse(target: EventTarget | null): boolean {
  if (typeof Element === 'undefined' || !(target instanceof Element)) return false;
  return target.closest('input, textarea, select, [role="menu"], [role="alertdialog"]') !== null;
}

/**
 * Keys that open the window from anywhere, as the shell knows them: what is held, then the place on the keyboard, such
 * as `Control+Shift+KeyC`. A place has the same name whatever is printed on it.
 */
type Press = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'>;

const HELD = /^(Control|Shift|Alt|Meta|OS)(Left|Right)?$|^(CapsLock|AltGraph|Fn|Unidentified|)$/;

/** What is pressed, or nothing while only keys are held that do nothing alone. */
export function keysOf(press: Press): string | null {
  if (HELD.test(press.code)) return null;
  const held = [press.ctrlKey && 'Control', press.altKey && 'Alt', press.shiftKey && 'Shift', press.metaKey && 'Super'];
  return [...held.filter((each) => each !== false), press.code].join('+');
}

/** Whether the shell would take them: something is held beside Shift, or it is a function key. */
export function isFit(keys: string): boolean {
  return /\b(Control|Alt|Super|CommandOrControl)\+/.test(keys) || /(^|\+)F\d{1,2}$/.test(keys);
}

const MAC: Record<string, string> = { Control: '⌃', Alt: '⌥', Shift: '⇧', Super: '⌘', CommandOrControl: '⌘' };
const OTHERS: Record<string, string> = { Control: 'Ctrl', CommandOrControl: 'Ctrl' };

/** As people read them. */
export function shownKeys(keys: string, isMac: boolean): string {
  const names = isMac ? MAC : OTHERS;
  const parts = keys.split('+').map((part) => names[part] ?? part.replace(/^(Key|Digit)(?=.$)/, ''));
  return parts.join(isMac ? '\u2009' : '\u202f+\u202f');
}

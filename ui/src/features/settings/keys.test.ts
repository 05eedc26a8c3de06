import { describe, expect, it } from 'vitest';

import { isFit, keysOf, shownKeys } from './keys';

const press = (code: string, held: Partial<Record<'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey', boolean>> = {}) => ({
  code, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...held,
});

describe('keys that open the window', () => {
  it('are what is held and one place on the keyboard', () => {
    expect(keysOf(press('KeyC', { ctrlKey: true, shiftKey: true }))).toBe('Control+Shift+KeyC');
    expect(keysOf(press('Digit1', { metaKey: true }))).toBe('Super+Digit1');
    expect(keysOf(press('F9'))).toBe('F9');
  });

  it('are none while only held keys are down', () => {
    for (const code of ['ControlLeft', 'ShiftRight', 'AltLeft', 'MetaLeft', 'OSLeft', 'CapsLock', '']) {
      expect(keysOf(press(code, { ctrlKey: true }))).toBeNull();
    }
  });

  it('leave alone what is needed for typing', () => {
    expect(['Control+KeyC', 'Alt+Shift+Space', 'Super+Digit1', 'CommandOrControl+Shift+Space', 'F9', 'Shift+F12'].filter((keys) => !isFit(keys))).toEqual([]);
    expect(['KeyC', 'Shift+KeyC', 'Space', 'KeyF'].filter(isFit)).toEqual([]);
  });

  it('are read by people', () => {
    expect(shownKeys('CommandOrControl+Shift+Space', false)).toBe('Ctrl\u202f+\u202fShift\u202f+\u202fSpace');
    expect(shownKeys('Control+Alt+KeyC', false)).toBe('Ctrl\u202f+\u202fAlt\u202f+\u202fC');
    expect(shownKeys('CommandOrControl+Shift+Digit1', true)).toBe('⌘\u2009⇧\u20091');
  });
});

import { describe, expect, it } from 'vitest';

import { shortcut } from './shortcuts';

const search = new EventTarget();
const key = (name: string, held: { ctrlKey?: boolean; metaKey?: boolean; altKey?: boolean; isComposing?: boolean } = {}) => ({
  key: name, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, target: null, ...held,
});

describe('keys in the list', () => {
  it.each([
    [key('n', { ctrlKey: true }), 'add'],
    [key('N', { metaKey: true }), 'add'],
    [key('f', { ctrlKey: true }), 'search'],
    [key('f', { metaKey: true }), 'search'],
    [key('k', { ctrlKey: true }), 'search'],
    [key('z', { ctrlKey: true }), 'undo'],
    [key('k'), 'search'],
    [key('é'), 'search'],
    [key('Escape'), 'close'],
    [key(' '), null],
    [key('Enter'), null],
    [key('Tab'), null],
    [key('c', { ctrlKey: true }), null],
    [key('n', { altKey: true }), null],
    [key('k', { isComposing: true }), null],
  ])('%j means %s', (event, meaning) => expect(shortcut(event, search)).toBe(meaning));

  it('search nothing where there is no field for it', () => {
    expect(shortcut(key('f', { ctrlKey: true }), null)).toBeNull();
    expect(shortcut(key('k'), null)).toBeNull();
    expect(shortcut(key('n', { ctrlKey: true }), null)).toBe('add');
  });
});

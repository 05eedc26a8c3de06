import { describe, expect, it } from 'vitest';

import { shortcut } from './shortcuts';

const search = new EventTarget();
const key = (name: string, held: { ctrlKey?: boolean; metaKey?: boolean; altKey?: boolean; isComposing?: boolean } = {}) => ({
  key: name, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, target: null, ...held,
});

describe('keys in the list', () => {
  it.each([
    [key('n', { ctrlKey: true }), 'add'],
    [key('f', { ctrlKey: true }), 'search'],
    [key('k', { ctrlKey: true }), 'search'],
    [key('z', { ctrlKey: true }), 'undo'],
    [key(',', { ctrlKey: true }), 'settings'],
    [key('f', { metaKey: true }), null],
    [key('k'), 'search'],
    [key('é'), 'search'],
    [key('Escape'), 'close'],
    [key(' '), null],
    [key('Enter'), null],
    [key('Tab'), null],
    [key('c', { ctrlKey: true }), null],
    [key('n', { altKey: true }), null],
    [key('k', { isComposing: true }), null],
  ])('%j means %s', (event, meaning) => expect(shortcut(event, search, 'linux')).toBe(meaning));

  it.each([
    [key('N', { metaKey: true }), 'add'],
    [key('f', { metaKey: true }), 'search'],
    [key(',', { metaKey: true }), 'settings'],
    [key('z', { metaKey: true }), 'undo'],
    [key('f', { ctrlKey: true }), null],
    [key('k', { ctrlKey: true }), null],
  ])('on macOS %j means %s', (event, meaning) => expect(shortcut(event, search, 'macos')).toBe(meaning));

  it('search nothing where there is no field for it', () => {
    expect(shortcut(key('f', { ctrlKey: true }), null, 'linux')).toBeNull();
    expect(shortcut(key('k'), null, 'linux')).toBeNull();
    expect(shortcut(key('n', { ctrlKey: true }), null, 'linux')).toBe('add');
  });
});

import { describe, expect, it } from 'vitest';

import { says } from './plain';

describe('a text says what is typed', () => {
  it.each([
    ['Réglages de la langue', 'reglages', true],
    ['Réglages de la langue', 'LANGUE rég', true],
    ['Réglages de la langue', '', true],
    ['Réglages de la langue', 'langue anglaise', false],
  ])('%s, %s: %s', (text, typed, is) => expect(says(text, typed)).toBe(is));
});

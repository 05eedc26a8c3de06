import { describe, expect, it } from 'vitest';

import { groups, letter, shortened, spoken, tileOf } from './code';

describe('the halves of a code', () => {
  it.each([
    ['482913', ['482', '913']],
    ['4829135', ['482', '9135']],
    ['60183947', ['6018', '3947']],
    ['381556042', ['381', '556', '042']],
    ['3815560427', ['381', '556', '0427']],
    ['F7R4V', ['F7R4V']],
  ])('%s stands as %j', (code, halves) => {
    expect(groups(code)).toEqual(halves);
    expect(groups(code).join('')).toBe(code);
  });

  it('is spoken digit by digit, with a pause between the halves', () => {
    expect(spoken('482913')).toBe('4 8 2, 9 1 3');
  });
});

describe('a tile', () => {
  it('has the first letter, whole, in capitals', () => {
    expect(letter('  élan')).toBe('É');
    expect(letter('𝒩orth')).toBe('𝒩');
    expect(letter('  ')).toBe('?');
  });

  it('has one of eight colors, always the same for a name', () => {
    const names = ['Northlake', 'Kestrel', 'Tideline Bank', 'Orchard Cloud', 'Gridmeter', 'Élan', ''];
    for (const name of names) expect(tileOf(name)).toBe(tileOf(name));
    expect(names.map(tileOf).every((tile) => Number.isInteger(tile) && tile >= 1 && tile <= 8)).toBe(true);
    expect(new Set(names.map(tileOf)).size).toBeGreaterThan(2);
  });
});

describe('a long user name', () => {
  it('is shortened in the middle, so that both ends can be told', () => {
    expect(shortened('hostmaster@verylongsubdomain.robin-vale.example', 24)).toBe('hostmaster@…vale.example');
    expect(shortened('robin@northlake.example', 16)).toBe('robin@n…example');
  });

  it('stays whole when it fits', () => {
    expect(shortened('robin', 5)).toBe('robin');
  });
});

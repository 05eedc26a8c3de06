import { expect, it } from 'vitest';

import { familiesOf } from './typeface';

it('comes before what styles begin with, and is one name whatever is in it', () => {
  expect(familiesOf('Noto Sans')).toBe('"Noto Sans", system-ui, sans-serif');
  expect(familiesOf('Kaz"a, serif')).toBe('"Kaz\\"a, serif", system-ui, sans-serif');
});

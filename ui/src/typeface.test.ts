import { expect, it } from 'vitest';

import { familiesOf } from './typeface';

it('comes before the others, and is one name whatever is in it', () => {
  expect(familiesOf('Noto Sans', 'system-ui, sans-serif')).toBe('"Noto Sans", system-ui, sans-serif');
  expect(familiesOf('Kaz"a, serif', 'system-ui')).toBe('"Kaz\\"a, serif", system-ui');
});

import { expect, test } from 'vitest';

import { m } from '../../i18n/paraglide/messages.js';
import { aboutWaking } from './waking.svelte';

test('says who carries messages, or what is missing', () => {
  const on = { isOn: true, by: { kind: 'program' as const, name: 'ntfy' }, told: 2, offering: 2 };
  expect(aboutWaking(on)).toBe(m.waking_by({ name: 'ntfy' }));
  expect(aboutWaking({ ...on, by: { kind: 'system' } })).toBe(m.waking_by_system());
  expect(aboutWaking({ ...on, told: 1 })).toBe(m.waking_begins());
  expect(aboutWaking({ ...on, by: null, told: 0 })).toBe(m.waking_nobody());
  expect(aboutWaking({ ...on, told: 0, offering: 0 })).toBe(m.waking_none_offers());
  expect(aboutWaking({ ...on, isOn: false })).toBe(m.waking_off());
});

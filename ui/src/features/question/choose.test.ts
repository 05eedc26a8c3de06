import { expect, it } from 'vitest';

import { choose } from './choose';
import { question } from './double';

const OVER = { how: 'approved', by: null, at: null } as const;
const one = question({ cid: 'one' });
const two = question({ cid: 'two' });
const never = () => null;

it('the oldest that waits comes first', () => {
  expect(choose([question({ cid: 'old', ended: OVER }), one, two], null, never, 0)?.cid).toBe('one');
});

it('what is shown stays while it waits', () => {
  expect(choose([one, two], 'two', never, 0)?.cid).toBe('two');
});

it('an end stays for a moment, then what waits comes forward', () => {
  const all = [question({ cid: 'one', ended: OVER }), two];
  expect(choose(all, 'one', () => 1_000, 4_999)?.cid).toBe('one');
  expect(choose(all, 'one', () => 1_000, 5_000)?.cid).toBe('two');
});

it('an end stays as long as nothing else waits', () => {
  expect(choose([question({ cid: 'one', ended: OVER })], 'one', () => 0, 3_600_000)?.cid).toBe('one');
});

it('an answer without a network does not hide a question that can be answered', () => {
  const stuck = question({ cid: 'one', sending: 'waiting_for_network' });
  expect(choose([stuck, two], 'one', never, 0)?.cid).toBe('two');
  expect(choose([stuck], 'one', never, 0)?.cid).toBe('one');
});

it('nothing is shown when there is nothing', () => {
  expect(choose([], 'one', never, 0)).toBeNull();
});

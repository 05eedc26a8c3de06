import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type AccountDetails, type AccountView, type Backend, Failure, shell } from '../../backend';
import { Details } from './details.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const view: AccountView = {
  id: 'a', service: 'A', user: 'a@example.org', kind: 'linked', origin: 'https://example.org', approvals: 'on', codes: null,
  formerLink: null, movedTo: null, copiedAt: null, isPinned: false, groups: [], iconName: null, iconPicture: null, hasNote: false, backupCodesPending: false, linkedAt: 0,
};
const told = (changes: Partial<AccountDetails> = {}): AccountDetails => ({
  view, devices: [], thisDeviceId: null, devicesError: null, frozenAt: null, keysMadeAt: null, resetAt: null, ...changes,
});
const unreachable = new Failure({ code: 'server_unreachable', message: '', details: null });

/** Details of a server that answers after a time. */
function after(ms: number, answer: AccountDetails | Failure, known = new Map<string, AccountDetails>()) {
  const accountDetails: Backend['accountDetails'] = () =>
    new Promise((resolve, reject) => setTimeout(() => (answer instanceof Failure ? reject(answer) : resolve(answer)), ms));
  return new Details({ ...shell, accountDetails }, known);
}

describe('what a server says of an account', () => {
  it.each([['an answer', told()], ['a failure', unreachable]])('that comes soon is shown at once, and the rest with it: %s', async (_, answer) => {
    const details = after(400, answer);
    details.look('a');
    await vi.advanceTimersByTimeAsync(399);
    expect(details).toMatchObject({ waits: true, found: null, failure: null });
    await vi.advanceTimersByTimeAsync(1);
    expect(details).toMatchObject({ waits: false, held: false });
    expect(details.failure ?? details.found).toBe(answer);
  });

  it.each([['an answer', told()], ['a failure', unreachable]])('that comes late pushes nothing away: %s', async (_, answer) => {
    const details = after(501, answer);
    details.look('a');
    await vi.advanceTimersByTimeAsync(500);
    expect(details).toMatchObject({ waits: false, found: null, failure: null });
    await vi.advanceTimersByTimeAsync(1);
    expect(details).toMatchObject({ waits: false, held: true });
    details.show();
    expect(details.held).toBe(false);
    expect(details.failure ?? details.found).toBe(answer);
  });

  it.each([{ frozenAt: 1 }, { resetAt: 1 }])('is shown however late it comes, when somebody has to know: %o', async (news) => {
    const details = after(9_000, told(news));
    details.look('a');
    await vi.advanceTimersByTimeAsync(9_000);
    expect(details).toMatchObject({ found: news, held: false });
  });

  it('is there at once where it was told before, and asked for again', async () => {
    const known = new Map([['a', told({ keysMadeAt: 1 })]]);
    const details = after(9_000, told({ keysMadeAt: 2 }), known);
    details.look('a');
    expect(details).toMatchObject({ found: { keysMadeAt: 1 }, waits: false });
    await vi.advanceTimersByTimeAsync(9_000);
    expect(details).toMatchObject({ found: { keysMadeAt: 2 }, waits: false, held: false });
    expect(known.get('a')).toBe(details.found);
  });

  it('stays while the same is asked for again, and goes when another account is looked at', async () => {
    const details = after(100, unreachable);
    const over = details.look('a');
    await vi.advanceTimersByTimeAsync(100);
    over();
    const leave = details.look('a');
    expect(details).toMatchObject({ failure: unreachable, waits: false });
    await vi.advanceTimersByTimeAsync(100);
    expect(details.held).toBe(false);
    leave();
    details.look('b');
    expect(details).toMatchObject({ found: null, failure: null, waits: true });
  });

  it('of an account that nobody looks at any more is kept for the next look only', async () => {
    const known = new Map<string, AccountDetails>();
    const details = after(100, told(), known);
    details.look('a')();
    await vi.advanceTimersByTimeAsync(9_000);
    expect(details).toMatchObject({ found: null, waits: true });
    expect(known.has('a')).toBe(true);
  });
});

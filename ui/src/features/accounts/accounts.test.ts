import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { AccountView, Backend, CodeChoice, CodeView } from '../../backend';
import { Failure, shell } from '../../backend';
import { Ticker } from '../../ticker.svelte';
import { Accounts, matching, timing, toldSeconds } from './accounts.svelte';
import { marked } from './marked';

function account(id: string, changes: Partial<AccountView> = {}): AccountView {
  return {
    id, service: id, user: `${id}@example.org`, kind: 'linked', origin: 'https://example.org', approvals: 'on', codes: { kind: 'totp', length: 6, periodSeconds: 30 },
    formerLink: null, movedTo: null, copiedAt: null, isPinned: false, groups: [], iconName: null, iconPicture: null, hasNote: false, backupCodesPending: false, linkedAt: 0, ...changes,
  };
}

function code(accountId: string, validForMs: number): CodeView {
  return { accountId, digits: '482913', next: '705118', validForMs, periodMs: 30_000 };
}

/** The accounts of a shell that gives these, with what it was asked to copy and move. */
function accountsOf(all: AccountView[], commands: Partial<Backend> = {}) {
  const copied: [string, CodeChoice][] = [];
  const moved: [string, number][] = [];
  const time = new Ticker();
  const list = new Accounts(
    {
      ...shell,
      listAccounts: async () => all,
      listGroups: async () => [],
      codes: async () => all.map(({ id }) => code(id, 18_000)),
      copyCode: async (id, which) => {
        copied.push([id, which]);
        return { clearsAfterMs: 30_000 };
      },
      moveAccount: async (id, index) => {
        moved.push([id, index]);
        return null;
      },
      ...commands,
    },
    time,
  );
  return { list, copied, moved };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a locked app', () => {
  it('keeps nothing in the window, not even an answer that comes too late', async () => {
    let give: (codes: CodeView[]) => void = () => undefined;
    const { list } = accountsOf([account('a')]);
    await list.refresh();
    expect(list.codes.size).toBe(1);
    list.forget();
    expect([list.all.length, list.codes.size, list.known]).toEqual([0, 0, false]);

    const late = accountsOf([account('a')], { codes: () => new Promise((resolve) => (give = resolve)) }).list;
    const refreshing = late.refresh();
    late.forget();
    give([code('a', 18_000)]);
    await refreshing;
    expect([late.all.length, late.codes.size, late.known]).toEqual([0, 0, false]);
  });
});

describe('the first list', () => {
  it('comes with its codes, and comes also where there are none', async () => {
    let give: (codes: CodeView[]) => void = () => undefined;
    const { list } = accountsOf([account('a')], { codes: () => new Promise((resolve) => (give = resolve)) });
    const refreshing = list.refresh();
    await vi.advanceTimersByTimeAsync(10);
    expect(list.known).toBe(false);
    give([code('a', 18_000)]);
    await refreshing;
    expect([list.known, list.codes.size]).toEqual([true, 1]);
    list.stop();

    const failing = accountsOf([account('a')], { codes: () => Promise.reject(new Error('no codes')) }).list;
    await expect(failing.refresh()).rejects.toThrow('no codes');
    expect([failing.known, failing.all.length]).toEqual([true, 1]);
    failing.stop();
  });
});

describe('how far a code is', () => {
  it.each([
    [30_000, { part: 1, seconds: 30, soon: false, low: false }],
    [10_001, { seconds: 11, soon: false, low: false }],
    [10_000, { seconds: 10, soon: true, low: false }],
    [5_000, { seconds: 5, soon: true, low: true }],
    [1, { seconds: 1, soon: true, low: true }],
    [-3_000, { part: 0, seconds: 0, soon: true, low: true }],
  ])('with %i ms left', (left, expected) => {
    expect(timing({ until: 100_000 + left, periodMs: 30_000 }, 100_000)).toMatchObject(expected);
  });

  it.each([[30, 30], [29, 25], [5, 5], [4, 4], [0, 0]])('of %i seconds %i are told', (seconds, told) => {
    expect(toldSeconds(seconds)).toBe(told);
  });
});

describe('fresh codes', () => {
  it('are asked for when the first of them ends', async () => {
    const codes = vi.fn(async () => [code('a', 4_000), code('b', 18_000)]);
    const { list } = accountsOf([account('a'), account('b')], { codes });
    await list.refresh();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(codes).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(21);
    expect(codes).toHaveBeenCalledTimes(2);
    list.stop();
  });

  it('are asked for again when the shell could not give them; what has ended is not shown meanwhile', async () => {
    const codes = vi.fn(async () => [code('a', 1_000), code('b', 18_000)]);
    const { list } = accountsOf([account('a'), account('b')], { codes });
    await list.refresh();
    codes.mockRejectedValueOnce(new Failure({ code: 'internal', message: '', details: null }));
    await vi.advanceTimersByTimeAsync(1_021);
    expect([...list.codes.keys()]).toEqual(['b']);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(codes.mock.calls.length).toBeGreaterThan(2);
    expect([...list.codes.keys()]).toEqual(['a', 'b']);
    list.stop();
  });

  it('are not asked for once the list is gone', async () => {
    const codes = vi.fn(async () => [code('a', 1_000)]);
    const { list } = accountsOf([account('a')], { codes });
    await list.refresh();
    list.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(codes).toHaveBeenCalledTimes(1);
  });
});

describe('the list', () => {
  it('is the one that was asked for last, whichever answer comes last', async () => {
    const answers: ((all: AccountView[]) => void)[] = [];
    const { list } = accountsOf([], { listAccounts: () => new Promise((answer) => answers.push(answer)), codes: async () => [] });
    const first = list.refresh();
    const second = list.refresh();
    answers[1]?.([account('new')]);
    await second;
    answers[0]?.([account('old')]);
    await first;
    expect(list.all.map(({ id }) => id)).toEqual(['new']);
    list.stop();
  });

  it('is the newest for whoever waits for it, also for those who were overtaken', async () => {
    const answers: ((all: AccountView[]) => void)[] = [];
    const { list } = accountsOf([], { listAccounts: () => new Promise((answer) => answers.push(answer)), codes: async () => [] });
    const seen: string[][] = [];
    const first = list.refresh().then(() => seen.push(list.all.map(({ id }) => id)));
    const second = list.refresh();
    answers[0]?.([account('old')]);
    await vi.advanceTimersByTimeAsync(0);
    answers[1]?.([account('new')]);
    await Promise.all([first, second]);
    expect(seen).toEqual([['new']]);
    list.stop();
  });
});

describe('copying', () => {
  it.each<[number, CodeChoice]>([
    [3_000, 'current'],
    [2_999, 'next'],
  ])('with %i ms left takes the %s code', async (left, which) => {
    const { list, copied } = accountsOf([account('a')], { codes: async () => [code('a', left)] });
    await list.refresh();
    expect(await list.copy('a')).toMatchObject({ accountId: 'a', which, clearsAfterMs: 30_000 });
    expect(copied).toEqual([['a', which]]);
    list.stop();
  });

  it('takes the code that the person chose, also late', async () => {
    const { list, copied } = accountsOf([account('a')], { codes: async () => [code('a', 1_000)] });
    await list.refresh();
    await list.copy('a', 'current');
    expect(copied).toEqual([['a', 'current']]);
    list.stop();
  });

  it('says so for two seconds', async () => {
    const { list } = accountsOf([account('a')]);
    await list.refresh();
    await list.copy('a');
    await vi.advanceTimersByTimeAsync(1_999);
    expect(list.copied?.accountId).toBe('a');
    await vi.advanceTimersByTimeAsync(1);
    expect(list.copied).toBeNull();
    list.stop();
  });
});

describe('moving', () => {
  const all = [account('a'), account('x', { kind: 'code_only' }), account('b'), account('y', { kind: 'code_only' })];

  it('goes to the place of the neighbor of the same kind', async () => {
    const { list, moved } = accountsOf(all);
    await list.refresh();
    expect(await list.move('a', 1)).toBe(2);
    expect(await list.move('y', -1)).toBe(1);
    expect(moved).toEqual([['a', 2], ['y', 1]]);
    list.stop();
  });

  it('goes nowhere at the end', async () => {
    const { list, moved } = accountsOf(all);
    await list.refresh();
    expect(await list.move('a', -1)).toBeNull();
    expect(await list.move('b', 1)).toBeNull();
    expect(moved).toEqual([]);
    list.stop();
  });
});

describe('no connection', () => {
  it('is said when no server can be reached, and only then', async () => {
    const away = { approvals: 'unreachable' } as const;
    const { list } = accountsOf([account('a', away), account('b')]);
    await list.refresh();
    expect(list.offline).toBe(false);
    list.all = [account('a', away), account('b', away), account('c', { kind: 'code_only', approvals: 'off' })];
    expect(list.offline).toBe(true);
    list.all = [account('c', { kind: 'code_only', approvals: 'off' })];
    expect(list.offline).toBe(false);
    list.stop();
  });
});

describe('search', () => {
  const all = [
    account('1', { service: 'Northlake', user: 'robin@northlake.example' }),
    account('2', { service: 'Académie', user: 'noémie' }),
    account('3', { service: 'Tideline Bank', user: 'Contract 4471' }),
  ];

  it.each([
    ['nor', ['1']],
    ['NOE', ['2']],
    ['academie', ['2']],
    ['4471 tide', ['3']],
    ['  ', ['1', '2', '3']],
    ['tide robin', []],
  ])('“%s” finds %j', (typed, ids) => expect(matching(all, typed).map(({ id }) => id)).toEqual(ids));
});

describe('a hit in a name', () => {
  it('is cut out where it stands', () => {
    expect(marked('Northlake', 'th')).toEqual([
      { text: 'Nor', hit: false },
      { text: 'th', hit: true },
      { text: 'lake', hit: false },
    ]);
    expect(marked('Northlake', 'NOR')[0]).toEqual({ text: 'Nor', hit: true });
    expect(marked('Northlake', 'x')).toEqual([{ text: 'Northlake', hit: false }]);
  });
});

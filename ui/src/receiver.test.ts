import { describe, expect, it, vi } from 'vitest';

import { shell } from './backend';
import { filesOf, read, Receiver } from './receiver.svelte';

const file = (name: string, type: string) => new File(['x'], name, { type });
const picture = file('code.png', 'image/png');
const document = file('export.json', 'application/json');

describe('what is given', () => {
  it('is for the import, unless it is a picture by itself', () => {
    expect(filesOf({ files: [picture] })).toEqual([]);
    expect(filesOf({ files: [document] })).toEqual([document]);
    expect(filesOf({ files: [picture, picture] })).toHaveLength(2);
    expect(filesOf({ text: 'otpauth://…' })).toEqual([]);
    expect(filesOf('clipboard')).toEqual([]);
  });

  it('is read as what it is', async () => {
    const found = { kind: 'one', pending: { kind: 'pin_needed', pendingId: 'p', service: '', user: '' } } as const;
    const readText = vi.fn(async () => found);
    const readClipboard = vi.fn(async () => found);
    const backend = { ...shell, readText, readClipboard };
    expect(await read(backend, { text: 'motp://…' })).toBe(found);
    expect(readText).toHaveBeenCalledExactlyOnceWith('motp://…');
    await read(backend, 'clipboard');
    expect(readClipboard).toHaveBeenCalledOnce();
  });
});

describe('the window', () => {
  it('gives to the view that came last, and to none when all are gone', () => {
    const desk = new Receiver();
    const [first, second] = [vi.fn(), vi.fn()];
    const stops = [desk.take(first), desk.take(second)];
    desk.give('clipboard');
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
    stops[1]?.();
    desk.give('clipboard');
    expect(first).toHaveBeenCalledOnce();
    stops[0]?.();
    expect(desk.isWanted).toBe(false);
  });

  it('says for a while that nobody takes it', () => {
    vi.useFakeTimers();
    const desk = new Receiver();
    desk.refuse();
    expect(desk.isRefused).toBe(true);
    vi.advanceTimersByTime(10_000);
    expect(desk.isRefused).toBe(false);
    vi.useRealTimers();
  });
});

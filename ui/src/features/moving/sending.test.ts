import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Backend } from '../../backend';
import { Failure, shell } from '../../backend';
import { Sending } from './sending.svelte';

const code = { text: 'COUNTERSIGN-MOVE-FROM:1:X', svg: '<svg/>' };
const failed = (name: Failure['code']) => new Failure({ code: name, message: name, details: null });

function sending(changes: Partial<Backend> = {}) {
  const endMove = vi.fn<Backend['endMove']>().mockResolvedValue(null);
  const personIsHere = vi.fn<Backend['personIsHere']>().mockResolvedValue(null);
  const movePart = vi.fn<Backend['movePart']>(async (index) => ({ ...code, text: `part ${index}` }));
  const backend: Backend = {
    ...shell,
    beginSending: async () => ({ code, number: '4821 0932' }),
    confirmSending: async () => ({ count: 3, accounts: 8 }),
    cancelScan: async () => null,
    personIsHere,
    movePart,
    endMove,
    ...changes,
  };
  return { way: new Sending(backend), endMove, movePart, personIsHere };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('sending', () => {
  it('shows its greeting, then the number, then the parts round and round', async () => {
    const { way } = sending();
    await way.read({ from: 'clipboard' });
    expect([way.place, way.greeting?.number]).toEqual(['greeting', '4821 0932']);
    way.toNumber();
    await way.confirm();
    expect([way.place, way.part?.text]).toEqual(['parts', 'part 0']);
    way.play();
    const seen = [];
    for (let turn = 0; turn < 4; turn += 1) {
      await vi.advanceTimersByTimeAsync(1500);
      seen.push(way.shown);
    }
    expect(seen).toEqual([1, 2, 0, 1]);
    way.pause();
    await vi.advanceTimersByTimeAsync(6000);
    expect(way.shown).toBe(1);
  });

  it('stays at a part that was chosen by hand', async () => {
    const { way } = sending();
    await way.read({ from: 'clipboard' });
    await way.confirm();
    way.play();
    await way.step(-1);
    await vi.advanceTimersByTimeAsync(6000);
    expect([way.shown, way.isPlaying]).toEqual([2, false]);
  });

  it('does not run where there is one part only', async () => {
    const { way, movePart } = sending({ confirmSending: async () => ({ count: 1, accounts: 1 }) });
    await way.read({ from: 'clipboard' });
    await way.confirm();
    way.play();
    await vi.advanceTimersByTimeAsync(6000);
    expect([way.isPlaying, movePart.mock.calls.length]).toEqual([false, 1]);
  });

  it('goes back step by step, and leaves the parts as they are', async () => {
    const { way, endMove } = sending();
    await way.read({ from: 'clipboard' });
    way.toNumber();
    expect([way.back(), way.place]).toEqual([true, 'greeting']);
    await way.confirm();
    expect([way.back(), way.place, endMove.mock.calls.length]).toEqual([false, 'parts', 0]);
    way.toGreeting();
    expect([way.back(), way.place, endMove.mock.calls.length]).toEqual([false, 'read', 1]);
  });

  it('keeps the app open for three rounds of the parts, not longer', async () => {
    const { way, personIsHere } = sending({ confirmSending: async () => ({ count: 16, accounts: 40 }) });
    await way.read({ from: 'clipboard' });
    await way.confirm();
    way.play();
    await vi.advanceTimersByTimeAsync(16 * 1500);
    expect(personIsHere).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(160 * 1500);
    expect(personIsHere).toHaveBeenCalledTimes(6);
  });

  it('ends where the numbers differ, and can begin again', async () => {
    const { way, endMove } = sending();
    await way.read({ from: 'clipboard' });
    way.toNumber();
    way.numbersDiffer();
    expect([way.endedBy, way.greeting, endMove.mock.calls.length]).toEqual(['numbers_differ', null, 1]);
    way.close();
    expect([way.endedBy, way.place]).toEqual([null, 'read']);
  });

  it('says that the lock has ended it, but only what had begun', async () => {
    const { way } = sending();
    way.lock();
    expect(way.endedBy).toBeNull();
    await way.read({ from: 'clipboard' });
    await way.confirm();
    way.play();
    way.lock();
    expect([way.endedBy, way.part, way.isPlaying]).toEqual(['lock', null, false]);
  });

  it('says that another move took its place', async () => {
    const { way } = sending({ confirmSending: () => Promise.reject(failed('move_unknown')) });
    await way.read({ from: 'clipboard' });
    await way.confirm();
    expect([way.endedBy, way.failure]).toEqual(['other_move', null]);
  });

  it('keeps its place where a save fails or nothing is chosen', async () => {
    const saveMove = vi.fn<Backend['saveMove']>().mockRejectedValueOnce(failed('disk_full')).mockResolvedValueOnce(null);
    const { way } = sending({ saveMove });
    await way.read({ from: 'clipboard' });
    await way.confirm();
    await way.save();
    expect([way.place, way.failure?.code]).toEqual(['parts', 'disk_full']);
    await way.save();
    expect([way.saved, way.failure]).toEqual([null, null]);
  });

  it('forgets the parts when the new device has everything', async () => {
    const { way, endMove } = sending();
    await way.read({ from: 'clipboard' });
    await way.confirm();
    way.finish();
    expect([way.place, way.part, way.isUnderWay, endMove.mock.calls.length]).toEqual(['sent', null, false, 1]);
  });

  it('closes the camera when the person stops it', async () => {
    const { way } = sending({ beginSending: async () => null });
    await way.scan();
    expect([way.isScanning, way.place]).toEqual([false, 'read']);
  });
});

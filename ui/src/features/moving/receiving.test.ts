import { describe, expect, it, vi } from 'vitest';

import type { Backend, ImportPreview, MoveArrival } from '../../backend';
import { Failure, shell } from '../../backend';
import { Receiving } from './receiving.svelte';

const preview: ImportPreview = { id: 'i1', kind: 'backup', format: '', madeAt: null, entries: [], skipped: [], links: [] };
const some = (missing: number[]): MoveArrival => ({ kind: 'missing', of: 4, missing });
const all: MoveArrival = { kind: 'complete', preview };
const failed = (name: Failure['code']) => new Failure({ code: name, message: name, details: null });

function receiving(takeMove: Backend['takeMove'], changes: Partial<Backend> = {}) {
  const onarrived = vi.fn();
  const endMove = vi.fn<Backend['endMove']>().mockResolvedValue(null);
  const beginReceiving = vi.fn<Backend['beginReceiving']>().mockResolvedValue({ text: 'COUNTERSIGN-MOVE:1:X', svg: '<svg/>' });
  const cancelScan = vi.fn<Backend['cancelScan']>().mockResolvedValue(null);
  const personIsHere = vi.fn<Backend['personIsHere']>().mockResolvedValue(null);
  const backend: Backend = { ...shell, beginReceiving, hearGreeting: async () => '4821 0932', takeMove, endMove, cancelScan, personIsHere, ...changes };
  return { way: new Receiving(backend, onarrived), onarrived, endMove, beginReceiving, personIsHere };
}

async function collecting(takeMove: Backend['takeMove'], changes: Partial<Backend> = {}) {
  const all = receiving(takeMove, changes);
  await all.way.begin();
  all.way.toGreeting();
  await all.way.read({ from: 'clipboard' });
  all.way.confirm();
  return all;
}

describe('receiving', () => {
  it('makes one key, however often it is looked at', async () => {
    const { way, beginReceiving } = receiving(async () => all);
    await way.begin();
    await way.begin();
    expect(beginReceiving).toHaveBeenCalledOnce();
    way.close();
    await way.begin();
    expect(beginReceiving).toHaveBeenCalledTimes(2);
  });

  it('compares the number before it takes anything', async () => {
    const takeMove = vi.fn<Backend['takeMove']>();
    const { way } = receiving(takeMove);
    await way.begin();
    way.toGreeting();
    await way.read({ from: 'text', text: 'COUNTERSIGN-MOVE-FROM:1:X' });
    expect([way.place, way.number, takeMove.mock.calls.length]).toEqual(['number', '4821 0932', 0]);
  });

  it('names what is missing, and hands over what is whole', async () => {
    const takeMove = vi.fn<Backend['takeMove']>().mockResolvedValueOnce(some([2, 4])).mockResolvedValueOnce(all);
    const { way, onarrived, endMove } = await collecting(takeMove);
    await way.read({ from: 'clipboard' });
    expect(way.missing).toEqual(some([2, 4]));
    await way.read({ from: 'clipboard' });
    expect(onarrived).toHaveBeenCalledWith(preview);
    expect([way.isUnderWay, endMove.mock.calls.length]).toEqual([false, 1]);
  });

  it('scans on until everything is here, also past codes of others', async () => {
    const takeMove = vi.fn<Backend['takeMove']>().mockResolvedValueOnce(some([2, 3, 4]));
    takeMove.mockRejectedValueOnce(failed('move_other_code')).mockResolvedValueOnce(some([4])).mockResolvedValueOnce(all);
    const { way, onarrived } = await collecting(takeMove);
    await way.scan();
    expect([takeMove.mock.calls.length, way.isScanning]).toEqual([4, false]);
    expect(onarrived).toHaveBeenCalledOnce();
  });

  it('keeps the app open while parts come that are new', async () => {
    const takeMove = vi.fn<Backend['takeMove']>().mockResolvedValueOnce(some([2, 3])).mockResolvedValueOnce(some([2, 3]));
    takeMove.mockResolvedValueOnce(some([3]));
    const { way, personIsHere } = await collecting(takeMove);
    for (let turn = 0; turn < 3; turn += 1) await way.read({ from: 'camera' });
    expect(personIsHere).toHaveBeenCalledTimes(2);
  });

  it('goes back step by step, and leaves what was collected as it is', async () => {
    const { way, endMove } = await collecting(async () => some([2]));
    await way.read({ from: 'clipboard' });
    expect([way.back(), way.missing, endMove.mock.calls.length]).toEqual([false, some([2]), 0]);
    way.toGreeting();
    expect([way.back(), way.place]).toEqual([true, 'invitation']);
    expect([way.back(), way.invitation, endMove.mock.calls.length]).toEqual([false, null, 1]);
  });

  it('stands still where the camera fails, and keeps what is here', async () => {
    const takeMove = vi.fn<Backend['takeMove']>().mockResolvedValueOnce(some([3])).mockRejectedValueOnce(failed('camera_unavailable'));
    const { way } = await collecting(takeMove);
    await way.scan();
    expect([way.isScanning, way.isStill, way.failure?.code]).toEqual([true, true, 'camera_unavailable']);
    expect(way.missing).toEqual(some([3]));
    way.stopScanning();
    expect([way.isScanning, way.failure]).toEqual([false, null]);
  });

  it('takes several pictures, and says which kind did not belong here', async () => {
    const takeMove = vi.fn<Backend['takeMove']>().mockResolvedValueOnce(some([2, 3, 4]));
    takeMove.mockRejectedValueOnce(failed('no_qr_code')).mockResolvedValueOnce(some([3, 4]));
    const { way } = await collecting(takeMove);
    await way.readFiles(['data:,1', 'data:,2', 'data:,3']);
    expect(way.missing).toEqual(some([3, 4]));
    expect(way.failure?.code).toBe('no_qr_code');
  });

  it('ends by the lock, also before anything was read', async () => {
    const { way } = receiving(async () => all);
    await way.begin();
    way.lock();
    expect([way.endedBy, way.invitation]).toEqual(['lock', null]);
    await way.begin();
    expect(way.endedBy).toBeNull();
  });
});

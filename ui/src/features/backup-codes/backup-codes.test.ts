import { expect, it, vi } from 'vitest';

import { type Backend, Failure, shell } from '../../backend';
import { BackupCodes, inHalves } from './backup-codes.svelte';

const loaded = async (commands: Partial<Backend> = {}) => {
  const codes = new BackupCodes(
    { ...shell, backupCodes: async () => ['7QX4M9TB', 'K2RD-58WN'], listAccounts: async () => [], ...commands },
    'a',
  );
  await codes.load();
  return codes;
};

it('the codes stand in halves, however they come', async () => {
  expect((await loaded()).codes).toEqual(['7QX4-M9TB', 'K2RD-58WN']);
  expect(inHalves('7qx4 m9tb')).toBe('7qx4-m9tb');
});

it('codes that are gone are an empty list', async () => {
  expect((await loaded({ backupCodes: async () => null })).codes).toEqual([]);
});

it('without the tick nothing is dropped', async () => {
  const backupCodesKept = vi.fn(async () => null);
  const codes = await loaded({ backupCodesKept });
  expect(await codes.finish()).toBe(true);
  expect(backupCodesKept).not.toHaveBeenCalled();
});

it('with the tick they are dropped, and only then does it close', async () => {
  const backupCodesKept = vi.fn(async () => null);
  const codes = await loaded({ backupCodesKept });
  codes.isKept = true;
  expect(await codes.finish()).toBe(true);
  expect(backupCodesKept).toHaveBeenCalledExactlyOnceWith('a');
});

it('a tick that was not taken keeps the codes on the screen', async () => {
  const full = new Failure({ code: 'disk_full', message: '', details: null });
  const codes = await loaded({ backupCodesKept: () => Promise.reject(full) });
  codes.isKept = true;
  expect(await codes.finish()).toBe(false);
  expect(codes.failure).toBe(full);
  expect(codes.codes).toHaveLength(2);
});

it('a file that the person does not choose changes nothing', async () => {
  const codes = await loaded({ saveBackupCodes: async () => null });
  await codes.save();
  expect(codes).toMatchObject({ done: null, failure: null });
  const saved = await loaded({ saveBackupCodes: async () => ({ path: '/tmp/codes.txt' }) });
  await saved.save();
  expect(saved.done).toEqual({ what: 'saved', path: '/tmp/codes.txt' });
});

it('copying says when the clipboard is cleared', async () => {
  const codes = await loaded({ copyBackupCodes: async () => ({ clearsAfterMs: 30_000 }) });
  await codes.copy();
  expect(codes.done).toEqual({ what: 'copied', seconds: 30 });
});

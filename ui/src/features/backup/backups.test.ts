import { describe, expect, it } from 'vitest';

import type { Backend, BackupsView } from '../../backend';
import { Failure, shell } from '../../backend';
import { Backups, Saving } from './backups.svelte';

const none: BackupsView = { folder: null, last: null, trouble: null, isDue: false, questions: [], byHand: [], accounts: 3 };
const failure = (code: 'disk_full' | 'passphrase_weak' | 'file_password_wrong') => new Failure({ code, message: code, details: null });

/** A shell that keeps the folder, with what it was told. */
function shellOf(commands: Partial<Backend> = {}) {
  const told: unknown[][] = [];
  let view = none;
  let asked = 0;
  const heard = new Set<() => void>();
  const backend: Backend = {
    ...shell,
    backups: async () => {
      asked += 1;
      return view;
    },
    setBackupFolder: async (path, isElsewhere) => {
      told.push(['folder', path, isElsewhere]);
      view = { ...view, folder: path === null ? null : { path, isElsewhere } };
      return null;
    },
    onBackupsChanged: (listener) => {
      const each = () => listener({ kind: 'backups_changed' });
      heard.add(each);
      return () => heard.delete(each);
    },
    ...commands,
  };
  return { backend, told, set: (changed: BackupsView) => (view = changed), asked: () => asked, tell: () => heard.forEach((each) => each()), listeners: () => heard.size };
}

const withFolder: BackupsView = { ...none, folder: { path: '/media/stick', isElsewhere: false } };

describe('what is known about backups', () => {
  it('is asked again after each thing that the person does', async () => {
    const { backend, told, set, asked } = shellOf();
    set(withFolder);
    const all = new Backups(backend);
    await all.load();
    await all.setElsewhere(true);
    expect(told).toEqual([['folder', '/media/stick', true]]);
    expect(all.view?.folder).toEqual({ path: '/media/stick', isElsewhere: true });
    await all.stop();
    expect(told.at(-1)).toEqual(['folder', null, false]);
    expect(all.view?.folder).toBeNull();
    expect(asked()).toBe(3);
  });

  it('is asked again after a failure too, which stays on the screen', async () => {
    const trouble = { ...withFolder, trouble: { at: 1, code: 'disk_full' as const } };
    const { backend, set } = shellOf({ backUpNow: async () => { throw failure('disk_full'); } });
    const all = new Backups(backend);
    await all.load();
    set(trouble);
    await all.now();
    expect(all.failure?.code).toBe('disk_full');
    expect(all.view).toEqual(trouble);
    expect(all.busy).toBe(false);
  });

  it('follows the news as long as the screen is there', async () => {
    const { backend, set, tell, listeners } = shellOf();
    const all = new Backups(backend);
    const stop = all.listen();
    set(withFolder);
    tell();
    await Promise.resolve();
    await Promise.resolve();
    expect(all.view).toEqual(withFolder);
    stop();
    expect(listeners()).toBe(0);
  });

  it('forgets an earlier check before the next one, so that a wrong passphrase proves nothing', async () => {
    let isRight = true;
    const { backend } = shellOf({
      checkBackup: async (path) => {
        if (!isRight) throw failure('file_password_wrong');
        return { path, accounts: 3 };
      },
    });
    const all = new Backups(backend);
    await all.check('/home/robin/a.age', 'right');
    expect(all.checked).toEqual({ path: '/home/robin/a.age', accounts: 3 });
    isRight = false;
    await all.check('/home/robin/a.age', 'wrong');
    expect([all.checked, all.failure?.code]).toEqual([null, 'file_password_wrong']);
  });
});

describe('a backup by hand', () => {
  it('is saved only when the shell says so; choosing no place is no failure', async () => {
    let place: string | null = null;
    const { backend } = shellOf({ saveBackup: async () => (place === null ? null : { path: place, accounts: 3 }) });
    const saving = new Saving(backend);
    await saving.save('four random words here', false);
    expect([saving.saved, saving.failure]).toEqual([null, null]);
    place = '/media/stick/a.age';
    await saving.save('four random words here', true);
    expect(saving.saved).toEqual({ path: '/media/stick/a.age', accounts: 3 });
  });

  it('says that a passphrase is weak', async () => {
    const { backend } = shellOf({ saveBackup: async () => { throw failure('passphrase_weak'); } });
    const saving = new Saving(backend);
    await saving.save('1234', false);
    expect([saving.saved, saving.failure?.code]).toEqual([null, 'passphrase_weak']);
  });
});

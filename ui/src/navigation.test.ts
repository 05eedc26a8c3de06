import { describe, expect, it } from 'vitest';

import type { PendingView } from './backend';
import { Navigation } from './navigation.svelte';

const link = (pendingId: string): PendingView => ({
  kind: 'server', pendingId, origin: 'https://accounts.example.org', privateAddress: false, way: 'qr',
});

describe('views', () => {
  it('begin with the list, and come back to it', () => {
    const nav = new Navigation();
    expect(nav.view).toEqual({ at: 'accounts' });
    nav.openSettings();
    nav.close();
    expect(nav.view).toEqual({ at: 'accounts' });
  });

  it('stay until the next one is loaded, and only what was wanted last is shown', async () => {
    const loaded: Record<string, () => void> = {};
    const nav = new Navigation((at) => (at === 'accounts' ? null : new Promise((done) => (loaded[at] = done))));
    nav.openSettings();
    nav.openGroups();
    expect(nav.view).toEqual({ at: 'accounts' });
    loaded.settings?.();
    await Promise.resolve();
    expect(nav.view).toEqual({ at: 'accounts' });
    loaded.groups?.();
    await Promise.resolve();
    expect(nav.view).toEqual({ at: 'groups' });
    nav.openTrash();
    nav.close();
    loaded.trash?.();
    await Promise.resolve();
    expect(nav.view).not.toEqual({ at: 'trash' });
  });

  it('renaming and backup codes come back to their account', () => {
    const nav = new Navigation();
    nav.openRename('a');
    nav.close();
    expect(nav.view).toEqual({ at: 'account', accountId: 'a' });
    nav.openBackupCodes('b');
    nav.close();
    expect(nav.view).toEqual({ at: 'account', accountId: 'b' });
    nav.close();
    expect(nav.view).toEqual({ at: 'accounts' });
    expect(nav.selectedId).toBe('b');
  });

  it('pointing at an account leaves the settings beside the list', () => {
    const nav = new Navigation();
    nav.openSettings();
    nav.select('a');
    expect(nav.view).toEqual({ at: 'accounts' });
    expect(nav.selectedId).toBe('a');
  });

  it('do not stay at an account that is gone', () => {
    const nav = new Navigation();
    nav.openAccount('a');
    nav.leave('b');
    expect(nav.view).toEqual({ at: 'account', accountId: 'a' });
    nav.leave('a');
    expect(nav.view).toEqual({ at: 'accounts' });
    expect(nav.selectedId).toBeNull();
  });
});

describe('links from outside', () => {
  it('are shown one after the other', () => {
    const nav = new Navigation();
    nav.receive([link('1'), link('2')]);
    expect(nav.view).toEqual({ at: 'linking', received: link('1') });
    nav.close();
    expect(nav.view).toEqual({ at: 'linking', received: link('2') });
    nav.close();
    expect(nav.view).toEqual({ at: 'accounts' });
  });

  it('take the place of a linking that has not begun', () => {
    const nav = new Navigation();
    nav.openLinking('computer');
    nav.receive([link('1')]);
    expect(nav.view).toEqual({ at: 'linking', received: link('1') });
  });

  it('wait for a linking that is under way', () => {
    const nav = new Navigation();
    nav.openLinking('this-device');
    nav.linkingUnderWay = true;
    nav.receive([link('1')]);
    expect(nav.view).toEqual({ at: 'linking', start: 'this-device' });
    nav.close();
    expect(nav.view).toEqual({ at: 'linking', received: link('1') });
    expect(nav.linkingUnderWay).toBe(false);
  });

  it('nothing received changes nothing', () => {
    const nav = new Navigation();
    nav.openAccount('a');
    nav.receive([]);
    expect(nav.view).toEqual({ at: 'account', accountId: 'a' });
  });
});

describe('linking again', () => {
  it('comes back to those that wait, also by way of backup codes', () => {
    const nav = new Navigation();
    nav.openLinkAgain();
    nav.linkAgain('https://accounts.example.org', 'ada');
    nav.close();
    expect(nav.view).toEqual({ at: 'link-again' });
    nav.linkAgain('https://accounts.example.org', 'ada');
    nav.openBackupCodes('a');
    nav.close();
    expect(nav.view).toEqual({ at: 'link-again' });
  });

  it('of one account comes back to the list', () => {
    const nav = new Navigation();
    nav.openAccount('a');
    nav.linkAgain('https://accounts.example.org', 'ada');
    nav.close();
    expect(nav.view).toEqual({ at: 'accounts' });
  });
});

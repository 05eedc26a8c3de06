import { describe, expect, it, vi } from 'vitest';

import { type Backend, type ComputerView, Failure, shell } from '../../backend';
import { Computer } from './computer.svelte';
import { Notifying } from './notifying.svelte';
import { ReleasePage } from './release-page.svelte';

const off: ComputerView = {
  hasTray: true, keepRunning: false, startAtLogin: false, copyAndClose: false, shortcut: null,
  usualShortcut: 'CommandOrControl+Shift+Space', shortcutState: 'possible', releases: null,
};

const with_ = (commands: Partial<Backend>): Backend => ({ ...shell, ...commands });

describe('this computer', () => {
  it('shows what the system made of a change', async () => {
    const changeComputer = vi.fn(async () => null);
    const computer = new Computer(with_({ changeComputer, computer: async () => ({ ...off, startAtLogin: true }) }));
    await computer.change({ what: 'start_at_login', on: true });
    expect(changeComputer).toHaveBeenCalledWith({ what: 'start_at_login', on: true });
    expect(computer.now?.startAtLogin).toBe(true);
  });

  it('stays as it is where the system refuses, and says why', async () => {
    const failure = new Failure({ code: 'shortcut_taken', message: '', details: null });
    const computer = new Computer(with_({ changeComputer: () => Promise.reject(failure), computer: async () => off }));
    computer.startChoosing();
    await computer.change({ what: 'shortcut', keys: 'Control+Alt+KeyC' });
    expect(computer).toMatchObject({ failure, choosing: true, now: off });
    computer.close();
    expect(computer).toMatchObject({ failure: null, choosing: false });
  });

  it('says that this is the newest version only once somebody has looked', async () => {
    const releases = { host: 'apps.example', isSaid: true, newer: null };
    let known: ComputerView = { ...off, releases };
    const lookForRelease = vi.fn(async () => null);
    const computer = new Computer(with_({ lookForRelease, computer: async () => known }));
    await computer.refresh();
    expect(computer.looked).toBeNull();
    await computer.lookForRelease();
    expect(computer.looked).toBe(true);
    known = { ...off, releases: { ...releases, newer: '2.0.0' } };
    await computer.lookForRelease();
    expect(computer.looked).toBe(false);
    lookForRelease.mockRejectedValue(new Failure({ code: 'server_unreachable', message: '', details: null }));
    await computer.lookForRelease();
    expect(computer).toMatchObject({ looked: false, failure: { code: 'server_unreachable' } });
  });

  it('has nothing to choose on phones', async () => {
    const computer = new Computer(with_({ computer: async () => null }));
    await computer.refresh();
    expect(computer.now).toBeNull();
  });
});

describe('the page about newer versions', () => {
  it('says why it does not open', async () => {
    const openReleasePage = vi.fn(async () => null);
    const page = new ReleasePage({ openReleasePage });
    await page.open();
    expect(openReleasePage).toHaveBeenCalledOnce();
    expect(page.failure).toBeNull();
    const failure = new Failure({ code: 'browser_will_not_open', message: '', details: null });
    openReleasePage.mockRejectedValue(failure);
    await page.open();
    expect(page).toMatchObject({ failure, busy: false });
  });
});

describe('notifications', () => {
  it.each([
    ['allowed', true],
    ['blocked', false],
    ['no_service', false],
  ] as const)('that are %s say so after a test', async (state, sent) => {
    const notifying = new Notifying(with_({ testNotification: async () => state }));
    await notifying.test();
    expect(notifying).toMatchObject({ state, sent, failure: null });
  });
});

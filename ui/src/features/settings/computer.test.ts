import { describe, expect, it, vi } from 'vitest';

import { type Backend, type ComputerView, Failure, shell } from '../../backend';
import { Computer } from './computer.svelte';
import { Notifying } from './notifying.svelte';

const off: ComputerView = {
  hasTray: true, keepRunning: false, startAtLogin: false, copyAndClose: false, shortcut: null,
  usualShortcut: 'CommandOrControl+Shift+Space', shortcutState: 'possible',
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

  it('has nothing to choose on phones', async () => {
    const computer = new Computer(with_({ computer: async () => null }));
    await computer.refresh();
    expect(computer.now).toBeNull();
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

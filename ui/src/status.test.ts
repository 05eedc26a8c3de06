import { describe, expect, it, vi } from 'vitest';

import type { AppState, Backend, Phase } from './backend';
import { Failure, shell } from './backend';
import { Status } from './status.svelte';

const state = (phase: Phase): AppState => ({
  phase, accountCount: null, platform: 'linux', hasCamera: false, locale: 'en', development: null, passphraseSlot: true, pinSlot: false, newerVersion: null, typeface: null, pinPauseSeconds: null,
  biometricSlot: true, biometrics: 'fingerprint',
});

function statusWith(commands: Partial<Backend>) {
  return new Status({ ...shell, appState: async () => state('locked'), ...commands });
}

describe('what the shell says about itself', () => {
  it('is unknown until it has answered', async () => {
    const status = statusWith({});
    expect(status.now).toBeNull();
    await status.refresh();
    expect(status.now?.phase).toBe('locked');
  });

  it('stays as it was when the passphrase is another one', async () => {
    const status = statusWith({
      unlock: async () => {
        throw new Failure({ code: 'passphrase_wrong', message: '', details: null });
      },
    });
    await status.refresh();
    await status.unlock('copper lantern');
    expect(status.now?.phase).toBe('locked');
    expect(status.failure?.code).toBe('passphrase_wrong');
    expect(status.busy).toBe(false);
  });

  it('changes when the vault opens, and the old failure is gone', async () => {
    const appState = vi.fn(async () => state('locked'));
    const unlock = vi.fn(async () => null);
    const status = statusWith({ appState, unlock });
    unlock.mockRejectedValueOnce(new Failure({ code: 'passphrase_wrong', message: '', details: null }));
    await status.unlock('copper');
    appState.mockResolvedValueOnce(state('ready'));
    await status.unlock('copper lantern');
    expect(status.now?.phase).toBe('ready');
    expect(status.failure).toBeNull();
  });

  it('an empty vault begins by that command alone', async () => {
    const startOverWithoutVault = vi.fn(async () => null);
    const status = statusWith({ startOverWithoutVault, retryOpen: async () => state('vault_missing') });
    await status.retry();
    expect(startOverWithoutVault).not.toHaveBeenCalled();
    await status.startEmpty();
    expect(startOverWithoutVault).toHaveBeenCalledTimes(1);
  });

  it('knows phones', async () => {
    const status = statusWith({ appState: async () => ({ ...state('ready'), platform: 'android' }) });
    expect(status.isPhone).toBe(false);
    await status.refresh();
    expect(status.isPhone).toBe(true);
  });

  it('takes a closed prompt for no failure, and offers fingers no more after they have changed', async () => {
    const failure = (code: 'biometrics_canceled' | 'biometrics_changed') => new Failure({ code, message: '', details: null });
    const unlockWithBiometrics = vi
      .fn<Backend['unlockWithBiometrics']>()
      .mockRejectedValueOnce(failure('biometrics_canceled'))
      .mockRejectedValueOnce(failure('biometrics_changed'));
    const appState = vi.fn<Backend['appState']>().mockResolvedValue({ ...state('locked'), biometricSlot: false });
    const status = statusWith({ unlockWithBiometrics, appState });
    await status.unlockWithBiometrics();
    expect([status.failure, status.busy]).toEqual([null, false]);
    await status.unlockWithBiometrics();
    expect([status.failure?.code, status.now?.biometricSlot]).toEqual(['biometrics_changed', false]);
  });
});

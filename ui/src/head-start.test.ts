import { expect, it, vi } from 'vitest';

import { type AppState, type Backend, Failure, shell } from './backend';
import { headStart } from './head-start';

const ready: AppState = {
  phase: 'ready', accountCount: 0, platform: 'linux', hasCamera: false, locale: 'en', development: null, passphraseSlot: false,
  pinSlot: false, biometricSlot: false, biometrics: null, newerVersion: null, typeface: null, pinPauseSeconds: null,
};

function asked(commands: Partial<Backend>): Backend {
  return { ...shell, appState: async () => ready, listAccounts: async () => [], listGroups: async () => [], codes: async () => [], notices: async () => [], ...commands };
}

it('asks at once, and uses each first answer once', async () => {
  const appState = vi.fn(async () => ready);
  const lock = vi.fn(async () => null);
  const backend = headStart(asked({ appState, lock }));
  expect(appState).toHaveBeenCalledTimes(1);
  expect(lock).not.toHaveBeenCalled();
  expect(await backend.appState()).toBe(ready);
  expect(appState).toHaveBeenCalledTimes(1);
  await backend.appState();
  expect(appState).toHaveBeenCalledTimes(2);
});

it('asks again where the first answer was a refusal, because the vault was still shut', async () => {
  const locked = new Failure({ code: 'locked', message: '', details: null });
  const listAccounts = vi.fn<Backend['listAccounts']>().mockRejectedValueOnce(locked).mockResolvedValue([]);
  const backend = headStart(asked({ listAccounts }));
  expect(await backend.listAccounts()).toEqual([]);
  expect(listAccounts).toHaveBeenCalledTimes(2);
  listAccounts.mockRejectedValueOnce(locked);
  await expect(backend.listAccounts()).rejects.toBe(locked);
});

it('does not use a first answer that nobody took for long, because codes age', async () => {
  vi.useFakeTimers();
  const codes = vi.fn(async () => []);
  const backend = headStart(asked({ codes }));
  vi.advanceTimersByTime(1000);
  await backend.codes();
  expect(codes).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

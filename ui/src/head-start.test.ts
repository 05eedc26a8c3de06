import { expect, it, vi } from 'vitest';

import { type AppState, type Backend, Failure, type FirstLook, shell } from './backend';
import { headStart } from './head-start';

const ready: AppState = {
  phase: 'ready', accountCount: 0, platform: 'linux', hasCamera: false, locale: 'en', development: null, passphraseSlot: false,
  pinSlot: false, biometricSlot: false, biometrics: null, newerVersion: null, typeface: null, pinPauseSeconds: null,
};
const open: FirstLook = {
  state: ready, accounts: [], groups: [], codes: [], notices: [], waysBack: null, sheet: { printedAt: null, checkedAt: null, isVoid: false },
};
const shut: FirstLook = { state: { ...ready, phase: 'locked' }, accounts: null, groups: null, codes: null, notices: null, waysBack: null, sheet: null };

function asked(commands: Partial<Backend>): Backend {
  return { ...shell, firstLook: async () => open, ...commands };
}

it('asks once for everything, at once, and uses each part of the answer once', async () => {
  const firstLook = vi.fn(async () => open);
  const appState = vi.fn(async () => ready);
  const codes = vi.fn(async () => []);
  const backend = headStart(asked({ firstLook, appState, codes }));
  expect(firstLook).toHaveBeenCalledTimes(1);
  expect(await backend.appState()).toBe(ready);
  expect(await backend.codes()).toBe(open.codes);
  expect(appState).not.toHaveBeenCalled();
  expect(codes).not.toHaveBeenCalled();
  await backend.appState();
  expect(appState).toHaveBeenCalledTimes(1);
  expect(firstLook).toHaveBeenCalledTimes(1);
});

it('asks for what is missing in it, because the vault was still shut', async () => {
  const locked = new Failure({ code: 'locked', message: '', details: null });
  const listAccounts = vi.fn<Backend['listAccounts']>().mockResolvedValue([]);
  const backend = headStart(asked({ firstLook: async () => shut, listAccounts }));
  expect(await backend.appState()).toBe(shut.state);
  expect(await backend.listAccounts()).toEqual([]);
  expect(listAccounts).toHaveBeenCalledTimes(1);
  listAccounts.mockRejectedValueOnce(locked);
  await expect(backend.listAccounts()).rejects.toBe(locked);
});

it('asks for each by itself where the answer was a refusal', async () => {
  const refused = new Failure({ code: 'internal', message: '', details: null });
  const appState = vi.fn(async () => ready);
  const backend = headStart(asked({ firstLook: async () => Promise.reject(refused), appState }));
  expect(await backend.appState()).toBe(ready);
  expect(appState).toHaveBeenCalledTimes(1);
});

it('does not use a first answer that nobody took for long, because codes age', async () => {
  vi.useFakeTimers();
  const codes = vi.fn(async () => []);
  const backend = headStart(asked({ codes }));
  vi.advanceTimersByTime(1000);
  await backend.codes();
  expect(codes).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});

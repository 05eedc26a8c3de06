import { afterEach, describe, expect, it, vi } from 'vitest';

import { Failure, shell, toFailure } from './backend';

// As Tauri puts it into its windows.
const invoke = vi.fn<() => Promise<unknown>>();
vi.stubGlobal('window', { __TAURI_INTERNALS__: { invoke } });

const refusal = () => shell.listGroups().catch((thrown: unknown) => thrown);

describe('what a command comes to', () => {
  afterEach(() => invoke.mockReset());

  it('is its data', async () => {
    invoke.mockResolvedValue(['Work']);
    expect(await shell.listGroups()).toEqual(['Work']);
  });

  it('is a failure with the command’s code', async () => {
    invoke.mockRejectedValue({ code: 'locked', message: 'the vault is locked', details: null });
    expect(await refusal()).toMatchObject({ code: 'locked', message: 'the vault is locked' });
  });

  it('is an internal failure where the text comes from Tauri itself', async () => {
    invoke.mockRejectedValue('Command list_groups not found');
    const failure = await refusal();
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'internal', message: 'Command list_groups not found', details: null });
  });

  it('is an internal failure where something is thrown', async () => {
    invoke.mockRejectedValue(new Error('no bridge'));
    expect(toFailure(await refusal())).toMatchObject({ code: 'internal', details: null });
  });
});

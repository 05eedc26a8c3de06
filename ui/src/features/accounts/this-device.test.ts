import { describe, expect, it, vi } from 'vitest';

import { type Backend, Failure, shell } from '../../backend';
import { ThisDevice } from './this-device.svelte';

const with_ = (commands: Partial<Backend>): Backend => ({ ...shell, ...commands });
const failure = new Failure({ code: 'server_unreachable', message: '', details: null });

describe('the name of this device', () => {
  it('is told to the server, and then looked at again', async () => {
    const renameDevice = vi.fn(async () => null);
    const changed = vi.fn();
    const device = new ThisDevice(with_({ renameDevice }), changed);
    device.startRenaming('Laptop');
    device.name = 'Work laptop';
    await device.rename('a');
    expect(renameDevice).toHaveBeenCalledWith('a', 'Work laptop');
    expect(device.name).toBeNull();
    expect(changed).toHaveBeenCalledOnce();
  });

  it('stays typed when it does not arrive', async () => {
    const device = new ThisDevice(with_({ renameDevice: () => Promise.reject(failure) }), () => undefined);
    device.startRenaming('Laptop');
    await device.rename('a');
    expect(device).toMatchObject({ name: 'Laptop', failure, busy: false });
    device.close();
    expect(device).toMatchObject({ name: null, failure: null });
  });
});

describe('the keys of this device', () => {
  it('are said to be new only when they are', async () => {
    const renewDeviceKeys = vi.fn(async () => null);
    const changed = vi.fn();
    expect(await new ThisDevice(with_({ renewDeviceKeys }), changed).renewKeys('a')).toBe(true);
    expect(renewDeviceKeys).toHaveBeenCalledWith('a');
    expect(changed).toHaveBeenCalledOnce();
    const offline = new ThisDevice(with_({ renewDeviceKeys: () => Promise.reject(failure) }), changed);
    expect(await offline.renewKeys('a')).toBe(false);
    expect(offline.failure).toBe(failure);
    expect(changed).toHaveBeenCalledOnce();
  });
});

import { describe, expect, it, vi } from 'vitest';

import { type Backend, type ErrorCode, Failure, shell } from '../../backend';
import { Damage } from './damage.svelte';

const view = { accounts: [{ service: 'Mail', user: 'ada' }], unreadable: 0, mayMissMore: false };
const failing = (code: ErrorCode) => async () => {
  throw new Failure({ code, message: code, details: null });
};
const damageWith = (commands: Partial<Backend>) => new Damage({ ...shell, ...commands });

describe('a damaged vault', () => {
  it('is read by the key of this device without a question', async () => {
    const look = vi.fn(async () => view);
    const damage = damageWith({ lookAtDamage: look });
    await damage.begin();
    expect(look).toHaveBeenCalledWith('device', '');
    expect([damage.view, damage.asks, damage.failure]).toEqual([view, false, null]);
  });

  it.each(['vault_state', 'key_store_unavailable'] as const)('asks where that key does not read it: %s', async (code) => {
    const damage = damageWith({ lookAtDamage: failing(code) });
    await damage.begin();
    expect([damage.asks, damage.failure]).toEqual([true, null]);
  });

  it('says so where no key would help', async () => {
    const damage = damageWith({ lookAtDamage: failing('vault_damaged') });
    await damage.begin();
    expect([damage.isLost, damage.asks]).toEqual([true, false]);
  });

  it('begins anew when asked again', async () => {
    const look = vi.fn(async () => view);
    const damage = damageWith({ lookAtDamage: look });
    await damage.begin();
    look.mockImplementation(failing('vault_damaged'));
    await damage.begin();
    expect([damage.view, damage.isLost]).toEqual([null, true]);
  });

  it('keeps what was read when it cannot be saved', async () => {
    const damage = damageWith({ lookAtDamage: async () => view, saveReadable: failing('disk_full') });
    await damage.open('passphrase', 'plum kettle');
    const then = vi.fn();
    await damage.save(then);
    expect(then).not.toHaveBeenCalled();
    expect([damage.view, damage.failure?.code]).toEqual([view, 'disk_full']);
  });
});

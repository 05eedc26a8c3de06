import { describe, expect, it, vi } from 'vitest';

import { type Backend, Failure, type PersonCheckView, shell } from './backend';
import { Person } from './person.svelte';

function personOf(view: PersonCheckView, commands: Partial<Backend> = {}) {
  const then = vi.fn();
  return { then, person: new Person({ ...shell, personCheck: async () => view, ...commands }) };
}

describe('asking who is there', () => {
  it.each([
    { asks: 'none', isVerified: true, biometrics: null },
    { asks: 'pin', isVerified: true, biometrics: 'face' },
  ] as const)('goes on at once where nothing need be asked: %o', async (view) => {
    const { person, then } = personOf(view);
    await person.ask(then);
    expect(then).toHaveBeenCalledOnce();
    expect(person.asking).toBeNull();
  });

  it('goes on after the right PIN only', async () => {
    const wrong = new Failure({ code: 'pin_wrong', message: '', details: null });
    const verifyPerson = vi.fn<Backend['verifyPerson']>().mockRejectedValueOnce(wrong).mockResolvedValueOnce(null);
    const { person, then } = personOf({ asks: 'pin', isVerified: false, biometrics: null }, { verifyPerson });
    await person.ask(then);
    expect(person.asking).toBe('pin');
    await person.verify('4711');
    expect([person.failure?.code, person.asking]).toEqual(['pin_wrong', 'pin']);
    expect(then).not.toHaveBeenCalled();
    await person.verify('4071');
    expect(then).toHaveBeenCalledOnce();
    expect(person.asking).toBeNull();
  });

  it('forgets what was to come when the person closes it', async () => {
    const { person, then } = personOf({ asks: 'passphrase', isVerified: false, biometrics: null });
    await person.ask(then);
    person.close();
    expect(person.asking).toBeNull();
    expect(then).not.toHaveBeenCalled();
  });

  it('lets the system ask for a finger first, and for the PIN when that comes to nothing', async () => {
    const failure = (code: 'biometrics_canceled' | 'biometrics_changed') => new Failure({ code, message: '', details: null });
    const verifyPersonByBiometrics = vi
      .fn<Backend['verifyPersonByBiometrics']>()
      .mockRejectedValueOnce(failure('biometrics_canceled'))
      .mockRejectedValueOnce(failure('biometrics_changed'))
      .mockResolvedValueOnce(null);
    const { person, then } = personOf({ asks: 'pin', isVerified: false, biometrics: 'fingerprint' }, { verifyPersonByBiometrics });
    await person.ask(then);
    expect([person.asking, person.failure, person.biometrics]).toEqual(['pin', null, 'fingerprint']);
    await person.show();
    expect([person.asking, person.failure?.code, person.biometrics]).toEqual(['pin', 'biometrics_changed', null]);
    expect(then).not.toHaveBeenCalled();
    await person.ask(then);
    expect(then).toHaveBeenCalledOnce();
    expect(person.asking).toBeNull();
  });
});

import { describe, expect, it, vi } from 'vitest';

import { type Backend, Failure, type PersonCheckView, shell } from '../../backend';
import { Person } from './person.svelte';

function personOf(view: PersonCheckView, commands: Partial<Backend> = {}) {
  const then = vi.fn();
  return { then, person: new Person({ ...shell, personCheck: async () => view, ...commands }) };
}

describe('asking who is there', () => {
  it.each([
    { asks: 'none', isVerified: true },
    { asks: 'pin', isVerified: true },
  ] as const)('goes on at once where nothing need be asked: %o', async (view) => {
    const { person, then } = personOf(view);
    await person.ask(then);
    expect(then).toHaveBeenCalledOnce();
    expect(person.asking).toBeNull();
  });

  it('goes on after the right PIN only', async () => {
    const wrong = new Failure({ code: 'pin_wrong', message: '', details: null });
    const verifyPerson = vi.fn<Backend['verifyPerson']>().mockRejectedValueOnce(wrong).mockResolvedValueOnce(null);
    const { person, then } = personOf({ asks: 'pin', isVerified: false }, { verifyPerson });
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
    const { person, then } = personOf({ asks: 'passphrase', isVerified: false });
    await person.ask(then);
    person.close();
    expect(person.asking).toBeNull();
    expect(then).not.toHaveBeenCalled();
  });
});

import { describe, expect, it, vi } from 'vitest';

import { type Backend, Failure, shell } from '../../backend';
import { Freezing } from './freezing.svelte';

const with_ = (commands: Partial<Backend>): Backend => ({ ...shell, ...commands });

describe('stopping all sign-ins', () => {
  it('asks first, then stops and says that something has changed', async () => {
    const stopSignIns = vi.fn(async () => null);
    const changed = vi.fn();
    const freezing = new Freezing(with_({ stopSignIns }), changed);
    freezing.start();
    expect(stopSignIns).not.toHaveBeenCalled();
    await freezing.stop('a');
    expect(stopSignIns).toHaveBeenCalledWith('a');
    expect(freezing.asking).toBe(false);
    expect(changed).toHaveBeenCalledOnce();
  });

  it('stays asked and says why when it comes to nothing', async () => {
    const failure = new Failure({ code: 'server_unreachable', message: '', details: null });
    const changed = vi.fn();
    const freezing = new Freezing(with_({ stopSignIns: () => Promise.reject(failure) }), changed);
    freezing.start();
    await freezing.stop('a');
    expect(freezing).toMatchObject({ asking: true, failure, busy: false });
    expect(changed).not.toHaveBeenCalled();
  });
});

describe('letting sign-ins go on', () => {
  it('tells what the server refuses', async () => {
    const failure = new Failure({ code: 'device_too_new', message: '', details: null });
    const freezing = new Freezing(with_({ allowSignIns: () => Promise.reject(failure) }), () => undefined);
    await freezing.allow('a');
    expect(freezing.failure).toBe(failure);
  });
});

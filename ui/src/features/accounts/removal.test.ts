import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { AccountView, Backend, RemoveOutcome } from '../../backend';
import { Failure, shell } from '../../backend';
import { Removal } from './removal.svelte';

const codeOnly: AccountView = {
  id: 'kestrel', service: 'Kestrel', user: 'robin-v', kind: 'code_only', origin: null, approvals: 'off', codes: { kind: 'totp', length: 6, periodSeconds: 30 },
  formerLink: null, movedTo: null, copiedAt: null, isPinned: false, groups: [], iconName: null, iconPicture: null, hasNote: false, backupCodesPending: false, linkedAt: 0,
};
const linked: AccountView = { ...codeOnly, id: 'northlake', kind: 'linked', origin: 'https://n.example', approvals: 'on' };

function removalWith(commands: Partial<Backend>) {
  const gone: string[] = [];
  const removal = new Removal({ ...shell, ...commands }, ({ id }) => gone.push(id));
  return { removal, gone };
}

const answers = (outcome: RemoveOutcome) => ({ removeAccount: vi.fn(async () => outcome) });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an account that only shows codes', () => {
  it('goes at once, and comes back within eight seconds', async () => {
    const undoRemove = vi.fn(async () => null);
    const { removal, gone } = removalWith({ ...answers('undoable'), undoRemove });
    removal.start(codeOnly);
    await vi.advanceTimersByTimeAsync(7_999);
    expect(gone).toEqual(['kestrel']);
    expect(await removal.undo()).toBe('Kestrel');
    expect(undoRemove).toHaveBeenCalledWith('kestrel');
    expect(removal.undoable).toBeNull();
  });

  it('does not come back later', async () => {
    const { removal } = removalWith(answers('undoable'));
    removal.start(codeOnly);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(removal.undoable).toBeNull();
    expect(await removal.undo()).toBeNull();
  });
});

describe('a linked account', () => {
  it('goes only after the person has said so', async () => {
    const commands = answers('removed');
    const { removal, gone } = removalWith(commands);
    removal.start(linked);
    expect(removal.asking?.id).toBe('northlake');
    expect(commands.removeAccount).not.toHaveBeenCalled();
    await removal.confirm();
    expect(gone).toEqual(['northlake']);
    expect(removal.asking).toBeNull();
    expect(removal.undoable).toBeNull();
  });

  it('stays when it is the last way in, and its page is offered', async () => {
    const openManagePage = vi.fn(async () => null);
    const { removal, gone } = removalWith({ ...answers('last_method'), openManagePage });
    removal.start(linked);
    await removal.confirm();
    expect(gone).toEqual([]);
    expect(removal.last?.id).toBe('northlake');
    await removal.openPage();
    expect(openManagePage).toHaveBeenCalledWith('northlake', 'manage');
  });

  it('stays when the server cannot be asked, and forgetting is a question of its own', async () => {
    const forgetPairing = vi.fn(async () => null);
    const { removal, gone } = removalWith({
      removeAccount: async () => {
        throw new Failure({ code: 'server_unreachable', message: '', details: null });
      },
      forgetPairing,
    });
    removal.start(linked);
    await removal.confirm();
    expect(removal.failure?.code).toBe('server_unreachable');
    expect(removal.asking?.id).toBe('northlake');
    expect(removal.busy).toBe(false);
    removal.startForgetting(linked);
    expect(forgetPairing).not.toHaveBeenCalled();
    await removal.forget();
    expect(forgetPairing).toHaveBeenCalledWith('northlake');
    expect(removal.forgetting).toBeNull();
    expect(gone).toEqual([]);
  });
});

import { describe, expect, it, vi } from 'vitest';

import type { AccountView } from '../backend';
import { menuOf } from './menu';

const account = (id: string, changes: Partial<AccountView> = {}): AccountView => ({
  id, service: id, user: '', kind: 'linked', origin: 'https://example.org', approvals: 'on', codes: { kind: 'totp', length: 6, periodSeconds: 30 },
  isPinned: false, groups: [], iconName: null, iconPicture: null, hasNote: false, backupCodesPending: false, linkedAt: 0, ...changes,
});

function menu(one: AccountView, group: AccountView[]) {
  const acts = { details: vi.fn(), copy: vi.fn(), rename: vi.fn(), move: vi.fn(), openPage: vi.fn(), remove: vi.fn() };
  const items = menuOf(one, { group, ...acts });
  return { acts, names: items.map(({ name }) => name), run: (name: string) => items.find((item) => item.name === name)?.run() };
}

describe('the menu of an account', () => {
  const [first, last] = [account('a'), account('b')];

  it('offers all that can be done, and nothing else', () => {
    expect(menu(first, [first, last]).names).toEqual([
      'Details', 'Copy code', 'Copy next code', 'Rename', 'Move down', 'Open the account page', 'Remove from this device',
    ]);
  });

  it('has no page without a server, no codes where none are made, and no move for a single one', () => {
    const plain = account('c', { kind: 'code_only', origin: null });
    expect(menu(plain, [plain]).names).toEqual(['Details', 'Copy code', 'Copy next code', 'Rename', 'Remove from this device']);
    const asks = account('d', { codes: null });
    expect(menu(asks, [first, asks]).names).toEqual(['Details', 'Rename', 'Move up', 'Open the account page', 'Remove from this device']);
  });

  it('does what it says', () => {
    const { acts, run } = menu(last, [first, last]);
    run('Copy next code');
    run('Move up');
    expect(acts.copy).toHaveBeenCalledWith('next');
    expect(acts.move).toHaveBeenCalledWith(-1);
    expect(acts.remove).not.toHaveBeenCalled();
  });
});

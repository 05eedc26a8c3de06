import { describe, expect, it, vi } from 'vitest';

import type { AccountView } from '../backend';
import { menuOf } from './menu';

const account = (id: string, changes: Partial<AccountView> = {}): AccountView => ({
  id, service: id, user: '', kind: 'linked', origin: 'https://example.org', approvals: 'on', codes: { kind: 'totp', length: 6, periodSeconds: 30 },
  formerLink: null, movedTo: null, copiedAt: null, isPinned: false, groups: [], iconName: null, iconPicture: null, hasNote: false, backupCodesPending: false, linkedAt: 0, ...changes,
});

function menu(one: AccountView, group: AccountView[]) {
  const acts = {
    details: vi.fn(), copy: vi.fn(), next: vi.fn(), stepBack: vi.fn(), rename: vi.fn(), arrange: vi.fn(), icon: vi.fn(), pin: vi.fn(),
    move: vi.fn(), showQr: vi.fn(), openPage: vi.fn(), remove: vi.fn(),
  };
  const items = menuOf(one, { group, ...acts });
  return { acts, names: items.map(({ name }) => name), run: (name: string) => items.find((item) => item.name === name)?.run() };
}

describe('the menu of an account', () => {
  const [first, last] = [account('a'), account('b')];

  it('offers all that can be done, and nothing else', () => {
    expect(menu(first, [first, last]).names).toEqual([
      'Details', 'Copy code', 'Copy next code', 'Keep at the top', 'Rename', 'Groups and note', 'Icon', 'Move down', 'Show as a QR code', 'Open the account page',
      'Remove from this device',
    ]);
  });

  it('has no page without a server, no codes where none are made, and no move for a single one', () => {
    const plain = account('c', { kind: 'code_only', origin: null });
    expect(menu(plain, [plain]).names).toEqual([
      'Details', 'Copy code', 'Copy next code', 'Keep at the top', 'Rename', 'Groups and note', 'Icon', 'Show as a QR code', 'Remove from this device',
    ]);
    const asks = account('d', { codes: null });
    expect(menu(asks, [first, asks]).names).toEqual([
      'Details', 'Keep at the top', 'Rename', 'Groups and note', 'Icon', 'Move up', 'Open the account page', 'Remove from this device',
    ]);
  });

  it('counts for a code by a counter, and takes a pin away', () => {
    const counted = account('e', { kind: 'code_only', codes: { kind: 'hotp', length: 6, periodSeconds: null }, isPinned: true });
    const { acts, names, run } = menu(counted, [counted]);
    expect(names).toEqual([
      'Details', 'Copy code', 'Next code', 'Back by one code', 'No longer at the top', 'Rename', 'Groups and note', 'Icon', 'Show as a QR code', 'Remove from this device',
    ]);
    run('Back by one code');
    expect(acts.stepBack).toHaveBeenCalledOnce();
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

import { describe, expect, it } from 'vitest';

import type { AccountView } from '../../backend';
import { LinkingAgain } from './again.svelte';

const account = (id: string, waits: boolean): AccountView => ({
  id, service: id, user: 'ada', kind: waits ? 'code_only' : 'linked', origin: null, approvals: 'off', codes: null,
  formerLink: waits ? { origin: 'https://accounts.example.org', user: 'ada' } : null, movedTo: null, copiedAt: null,
  isPinned: false, groups: [], iconName: null, iconPicture: null, hasNote: false, backupCodesPending: false, linkedAt: 0,
});

describe('linking again', () => {
  it('still names those that are linked by now, until it is done', () => {
    const again = new LinkingAgain();
    const before = [account('a', true), account('b', false), account('c', true)];
    again.look(before);
    const after = [account('a', false), account('b', false), account('c', true)];
    again.look(after);
    expect(again.waiting(after).map(({ id }) => id)).toEqual(['c']);
    expect(again.all(after).map(({ id }) => id)).toEqual(['a', 'c']);
    again.forget();
    expect(again.all(after).map(({ id }) => id)).toEqual(['c']);
  });
});

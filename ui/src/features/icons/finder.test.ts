import { describe, expect, it } from 'vitest';

import type { AccountView } from '../../backend';
import { Icons } from '../../icons.svelte';
import { Finder } from './finder';

const account: AccountView = {
  id: 'a', service: 'GitHub', user: 'ada', kind: 'code_only', origin: null, approvals: 'off', codes: null, formerLink: null,
  movedTo: null, copiedAt: null, isPinned: false, groups: [], iconName: null, iconPicture: null, hasNote: false,
  backupCodesPending: false, linkedAt: 0,
};
const finder = new Finder();
const drawn = (name: string) => ({ path: finder.services.find(name)?.path });

describe('the icon of an account', () => {
  it('is what another app named, then what the service means', () => {
    expect(finder.of(account)).toEqual(drawn('github'));
    expect(finder.of({ ...account, iconName: 'Spotify.png' })).toEqual(drawn('spotify'));
    expect(finder.of({ ...account, iconName: 'otp_42' })).toEqual(drawn('github'));
    expect(finder.of({ ...account, service: 'Northlake' })).toBeNull();
  });

  it('never is a brand by the name that a server gives itself', () => {
    expect(finder.of({ ...account, kind: 'linked' })).toBeNull();
    expect(finder.of({ ...account, formerLink: { origin: 'https://id.example', user: 'ada' } })).toBeNull();
  });

  it('is a letter or the account’s own picture until the others are loaded', async () => {
    const icons = new Icons();
    const picture = 'data:image/png;base64,AA==';
    expect(icons.of(account)).toBeNull();
    expect(icons.of({ ...account, iconPicture: picture })).toEqual({ picture });
    await icons.load();
    expect(icons.of(account)).toEqual(drawn('github'));
    expect(icons.of({ ...account, iconPicture: picture })).toEqual({ picture });
  });
});

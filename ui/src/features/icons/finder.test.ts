import { describe, expect, it } from 'vitest';

import { type AccountView, type Backend, shell } from '../../backend';
import { Icons } from '../../icons.svelte';
import { Finder, LETTER } from './finder.svelte';

const account: AccountView = {
  id: 'a', service: 'GitHub', user: 'ada', kind: 'code_only', origin: null, approvals: 'off', codes: null, formerLink: null,
  movedTo: null, copiedAt: null, isPinned: false, groups: [], iconName: null, iconPicture: null, hasNote: false,
  backupCodesPending: false, linkedAt: 0,
};
const picture = 'data:image/png;base64,AA==';
const backend = (iconsOfPacks: Backend['iconsOfPacks'] = async () => []): Backend => ({ ...shell, iconsOfPacks });
const finder = new Finder(backend());
const drawn = (name: string) => ({ path: finder.services.find(name)?.path });

describe('the icon of an account', () => {
  it('is what another app named, then what the service means', () => {
    expect(finder.of(account)).toEqual(drawn('github'));
    expect(finder.of({ ...account, iconName: 'Spotify.png' })).toEqual(drawn('spotify'));
    expect(finder.of({ ...account, iconName: 'otp_42' })).toEqual(drawn('github'));
    expect(finder.of({ ...account, iconName: LETTER })).toBeNull();
    expect(finder.of({ ...account, service: 'Northlake' })).toBeNull();
  });

  it('is that of a pack before what the service means, but after what was chosen', async () => {
    const packed = new Finder(backend(async () => [{ accountIds: ['p'], picture }]));
    await packed.refresh();
    expect(packed.of(account)).toEqual(drawn('github'));
    expect(packed.of({ ...account, id: 'p' })).toEqual({ picture });
    expect(packed.of({ ...account, id: 'p', iconName: 'spotify' })).toEqual(drawn('spotify'));
    expect(packed.of({ ...account, id: 'p', iconName: LETTER })).toBeNull();
  });

  it('stays as it is where packs cannot be asked', async () => {
    const refused = new Finder(backend(async () => { throw new Error('locked'); }));
    await refused.refresh();
    expect(refused.of({ ...account, service: 'Northlake' })).toBeNull();
    expect(refused.of(account)).toEqual(drawn('github'));
  });

  it('never is a brand by the name that a server gives itself', () => {
    expect(finder.of({ ...account, kind: 'linked' })).toBeNull();
    expect(finder.of({ ...account, formerLink: { origin: 'https://id.example', user: 'ada' } })).toBeNull();
    expect(finder.of({ ...account, kind: 'linked', iconName: 'github' })).toEqual(drawn('github'));
  });

  it('is a letter or the account’s own picture until the others are loaded', async () => {
    const icons = new Icons(backend());
    expect(icons.of(account)).toBeNull();
    expect(icons.of({ ...account, iconPicture: picture })).toEqual({ picture });
    await icons.load();
    expect(icons.of(account)).toEqual(drawn('github'));
    expect(icons.of({ ...account, iconPicture: picture })).toEqual({ picture });
  });
});

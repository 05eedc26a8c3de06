import { describe, expect, it, vi } from 'vitest';

import { type AccountView, type Backend, Failure, type PackIconView, shell } from '../../backend';
import { Choosing } from './choosing.svelte';
import { Finder, LETTER } from './finder.svelte';

const account: AccountView = {
  id: 'a', service: 'GitHub', user: 'ada', kind: 'code_only', origin: null, approvals: 'off', codes: null, formerLink: null,
  movedTo: null, copiedAt: null, isPinned: false, groups: [], iconName: null, iconPicture: null, hasNote: false,
  backupCodesPending: false, linkedAt: 0,
};
const picture = 'data:image/png;base64,AA==';

function backend(commands: Partial<Backend> = {}): Backend {
  return { ...shell, iconsOfPacks: async () => [], findPackIcons: async () => [], ...commands };
}

async function choosing(of: Partial<AccountView>, commands: Partial<Backend> = {}) {
  const setIcon = vi.fn<Backend['setIcon']>().mockResolvedValue(null);
  const shellOf = backend({ setIcon, ...commands });
  const choice = new Choosing(shellOf, { ...account, ...of });
  await choice.start(Promise.resolve(new Finder(shellOf)));
  return { choice, setIcon };
}

describe('choosing an icon', () => {
  it('begins with what there is', async () => {
    expect((await choosing({})).choice.chosen).toBe('by-name');
    expect((await choosing({ iconName: LETTER })).choice.chosen).toBe('letter');
    const { choice } = await choosing({ iconName: 'spotify' });
    expect([choice.chosen, choice.named?.title]).toEqual(['built-in spotify', 'Spotify']);
    expect((await choosing({ iconPicture: picture })).choice.chosen).toBe('picture');
  });

  it.each([
    ['by-name', { kind: 'by_name' }],
    ['letter', { kind: 'letter' }],
    ['built-in discord', { kind: 'built_in', name: 'discord' }],
    ['of-pack 6c2e 12', { kind: 'of_pack', packId: '6c2e', index: 12 }],
  ] as const)('%s is saved', async (chosen, saved) => {
    const { choice, setIcon } = await choosing({ iconPicture: picture });
    choice.chosen = chosen;
    expect(await choice.save()).toBe(true);
    expect(setIcon).toHaveBeenCalledWith('a', saved);
  });

  it('gives a new picture to the shell, and the old one not again', async () => {
    const { choice, setIcon } = await choosing({ iconPicture: picture });
    expect(await choice.save()).toBe(true);
    expect(setIcon).not.toHaveBeenCalled();
    choice.takePicture('data:image/jpeg;base64,BB==');
    expect(choice.chosen).toBe('picture');
    await choice.save();
    expect(setIcon).toHaveBeenCalledWith('a', { kind: 'picture', file: 'data:image/jpeg;base64,BB==' });
  });

  it('stays open with what was chosen when it came to nothing', async () => {
    const setIcon = async () => {
      throw new Failure({ code: 'image_unreadable', message: 'no', details: null });
    };
    const { choice } = await choosing({}, { setIcon });
    choice.takePicture('data:,x');
    expect(await choice.save()).toBe(false);
    expect([choice.failure?.code, choice.chosen]).toEqual(['image_unreadable', 'picture']);
  });

  it('shows what packs have for the last word only', async () => {
    const answers: ((found: PackIconView[]) => void)[] = [];
    const { choice } = await choosing({});
    const slow = new Choosing(backend({ findPackIcons: () => new Promise((resolve) => answers.push(resolve)) }), account);
    slow.typed = 'g';
    const first = slow.search();
    slow.typed = 'git';
    const second = slow.search();
    answers[1]?.([{ packId: 'p', index: 1, name: 'GitHub', picture }]);
    answers[0]?.([{ packId: 'p', index: 2, name: 'Google', picture }]);
    await Promise.all([first, second]);
    expect(slow.ofPacks.map(({ name }) => name)).toEqual(['GitHub']);
    expect(choice.ofPacks).toEqual([]);
  });
});

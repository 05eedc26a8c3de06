import { describe, expect, it, vi } from 'vitest';

import { type Backend, Failure, type IconPackView, shell } from '../../backend';
import { Packs } from './packs.svelte';

const pack: IconPackView = { id: 'p', name: 'Harbor', version: 3, icons: 4 };

function packsWith(commands: Partial<Backend>) {
  const changed = vi.fn();
  return { packs: new Packs({ ...shell, listIconPacks: async () => [pack], ...commands }, changed), changed };
}

describe('icon packs', () => {
  it('are installed, listed, and change the list of accounts', async () => {
    const { packs, changed } = packsWith({ addIconPack: async () => ({ pack, leftOut: 1 }) });
    expect(await packs.add('data:,PK')).toBe(true);
    expect([packs.all, packs.added?.leftOut]).toEqual([[pack], 1]);
    expect(changed).toHaveBeenCalledOnce();
  });

  it('say what is wrong with a file, and change nothing', async () => {
    const refused = new Failure({ code: 'icon_pack_unreadable', message: 'no', details: null });
    const { packs, changed } = packsWith({ addIconPack: async () => { throw refused; } });
    expect(await packs.add('data:,PK')).toBe(false);
    expect([packs.failure?.code, packs.added]).toEqual(['icon_pack_unreadable', null]);
    expect(changed).not.toHaveBeenCalled();
  });

  it('are removed after a question', async () => {
    const removeIconPack = vi.fn<Backend['removeIconPack']>().mockResolvedValue(null);
    const { packs, changed } = packsWith({ removeIconPack, listIconPacks: async () => [] });
    expect(await packs.remove()).toBe(false);
    packs.removing = pack;
    expect(await packs.remove()).toBe(true);
    expect(removeIconPack).toHaveBeenCalledWith('p');
    expect([packs.all, packs.removing]).toEqual([[], null]);
    expect(changed).toHaveBeenCalledOnce();
  });
});

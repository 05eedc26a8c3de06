import { describe, expect, it, vi } from 'vitest';

import { type Backend, Failure, shell } from '../../backend';
import { Grouping } from './grouping.svelte';

async function groupingWith(commands: Partial<Backend> = {}) {
  const grouping = new Grouping({ ...shell, listGroups: async () => ['Home', 'School', 'Work'], ...commands });
  await grouping.load();
  return grouping;
}

describe('the groups themselves', () => {
  it('are put in order one step at a time, not beyond an end', async () => {
    const orderGroups = vi.fn(async () => null);
    const grouping = await groupingWith({ orderGroups });
    expect(await grouping.move('Work', -1)).toBe(true);
    expect(orderGroups).toHaveBeenCalledWith(['Home', 'Work', 'School']);
    expect(grouping.all).toEqual(['Home', 'Work', 'School']);
    expect(await grouping.move('Home', -1)).toBe(false);
    expect(orderGroups).toHaveBeenCalledTimes(1);
  });

  it('keep a question open when the answer came to nothing', async () => {
    const renameGroup = async () => {
      throw new Failure({ code: 'name_invalid', message: 'no', details: null });
    };
    const grouping = await groupingWith({ renameGroup });
    grouping.renaming = 'Home';
    await grouping.rename('');
    expect([grouping.renaming, grouping.failure?.code]).toEqual(['Home', 'name_invalid']);
    grouping.close();
    expect([grouping.renaming, grouping.failure]).toEqual([null, null]);
  });

  it('are removed by name, and asked for again', async () => {
    const removeGroup = vi.fn(async () => null);
    const grouping = await groupingWith({ removeGroup });
    grouping.removing = 'School';
    await grouping.remove();
    expect(removeGroup).toHaveBeenCalledWith('School');
    expect(grouping.removing).toBeNull();
  });
});

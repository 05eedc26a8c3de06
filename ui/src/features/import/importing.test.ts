import { describe, expect, it, vi } from 'vitest';

import type { Backend, EntryView, FoundView, ImportPreview, PendingView, TableView } from '../../backend';
import { Failure, shell } from '../../backend';
import { Importing } from './importing.svelte';

const entry = (index: number, standing: EntryView['standing']): EntryView => ({
  index, service: `Service ${index}`, user: 'ada', kind: 'totp', groups: [], hasNote: false, isIconLeftOut: false, isWeak: false,
  formerOrigin: null, standing,
});
const preview: ImportPreview = {
  id: 'i1', kind: 'app', format: 'Aegis', madeAt: null, skipped: [], links: [],
  entries: [entry(0, 'new'), entry(1, 'here'), entry(2, 'differs'), entry(3, 'new')],
};

function failure(code: Failure['code'], memoryMib: number | null = null): Failure {
  const details = { origin: null, retryAfterSeconds: null, accountId: null, memoryMib, place: null, clockOffsetSeconds: null };
  return new Failure({ code, message: code, details });
}

function importing(previewFiles: Backend['previewFiles'], more: Partial<Backend> = {}) {
  const confirmImport = vi.fn<Backend['confirmImport']>().mockResolvedValue({ importId: 'i9', added: 2, replaced: 1 });
  const cancelImport = vi.fn<Backend['cancelImport']>().mockResolvedValue(null);
  const told = { onclose: vi.fn(), oncame: vi.fn(), onlinks: vi.fn(), onpack: vi.fn() };
  return { it: new Importing({ ...shell, previewFiles, confirmImport, cancelImport, ...more }, told), confirmImport, cancelImport, told };
}

describe('importing', () => {
  it('chooses what is new, and replaces what differs only when it is ticked', async () => {
    const { it: way, confirmImport, told } = importing(async () => preview);
    await way.readFiles(['data:,x']);
    expect([...way.chosen]).toEqual([0, 3]);
    way.toggle(entry(2, 'differs'));
    way.toggle(entry(3, 'new'));
    await way.confirm();
    expect(confirmImport).toHaveBeenCalledWith('i1', [{ index: 0, replaces: false }, { index: 2, replaces: true }]);
    expect(told.oncame).toHaveBeenCalledOnce();
    expect(told.onclose).toHaveBeenCalledOnce();
  });

  it('asks for the password of the same files, and says when it is another one', async () => {
    const previewFiles = vi.fn<Backend['previewFiles']>().mockRejectedValueOnce(failure('file_password_needed'));
    previewFiles.mockRejectedValueOnce(failure('file_password_wrong')).mockResolvedValueOnce(preview);
    const { it: way } = importing(previewFiles);
    await way.readFiles(['data:,x']);
    expect([way.place, way.failure]).toEqual(['password', null]);
    way.password = 'tulip';
    await way.readWithPassword();
    expect(way.failure?.code).toBe('file_password_wrong');
    await way.readWithPassword();
    expect(way.place).toBe('preview');
    expect(previewFiles).toHaveBeenLastCalledWith(['data:,x'], 'tulip', null, null);
  });

  it('asks before it pays what a file costs', async () => {
    const previewFiles = vi.fn<Backend['previewFiles']>().mockRejectedValueOnce(failure('file_costs_much', 8_192));
    previewFiles.mockResolvedValueOnce(preview);
    const { it: way } = importing(previewFiles);
    await way.readFiles(['data:,x']);
    expect([way.place, way.memoryMib]).toEqual(['cost', 8_192]);
    await way.readAtThatCost();
    expect(previewFiles).toHaveBeenLastCalledWith(['data:,x'], null, 8_192, null);
  });

  it('drops a preview that is left', async () => {
    const { it: way, cancelImport } = importing(async () => preview);
    await way.readFiles(['data:,x']);
    way.back();
    expect(cancelImport).toHaveBeenCalledWith('i1');
    expect(way.place).toBe('choose');
  });

  it('asks what the columns of a table hold, and reads it by the answer', async () => {
    const table: TableView = {
      columns: [{ name: 'Site', samples: ['Harbor'], role: 'issuer' }, { name: null, samples: ['JB…'], role: null }], hasHeader: true,
    };
    const previewFiles = vi.fn<Backend['previewFiles']>().mockRejectedValueOnce(failure('file_columns_unknown'));
    previewFiles.mockResolvedValueOnce(preview);
    const { it: way } = importing(previewFiles, { lookAtTable: async () => table });
    await way.readFiles(['data:,x']);
    expect(way).toMatchObject({ place: 'table', failure: null, hasSecret: false });
    way.chooseColumn(1, 'issuer');
    expect(way.columns).toEqual([null, 'issuer']);
    way.chooseColumn(0, 'account');
    way.chooseColumn(1, 'secret');
    await way.readTable();
    expect(previewFiles).toHaveBeenLastCalledWith(['data:,x'], null, null, { roles: ['account', 'secret'], hasHeader: true });
    expect(way.place).toBe('preview');
  });

  it('passes on what is one thing, and what needs one more step after the others', async () => {
    const link: PendingView = { kind: 'pin_needed', pendingId: 'p', service: 'Door', user: 'ada' };
    const one: FoundView = { kind: 'one', pending: link };
    const { it: way, told, cancelImport } = importing(async () => ({ ...preview, links: [link] }), { readText: async () => one });
    await way.take({ text: 'motp://…' });
    expect(told.onlinks).toHaveBeenLastCalledWith([link]);
    await way.readFiles(['data:,x']);
    for (const each of preview.entries.filter(({ index }) => way.chosen.has(index))) way.toggle(each);
    await way.confirm();
    expect(cancelImport).toHaveBeenCalledExactlyOnceWith('i1');
    expect(told.oncame).not.toHaveBeenCalled();
    expect(told.onlinks).toHaveBeenCalledTimes(2);
  });
});

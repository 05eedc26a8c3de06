import { describe, expect, it } from 'vitest';

import type { Backend, ExportCode, ExportFormat, ExportLosses } from '../../backend';
import { Failure, shell } from '../../backend';
import { Exporting, type Way } from './exporting.svelte';

const losses: ExportLosses = { leaving: 2, accounts: [] };
const pages: ExportCode[] = [{ svg: '<svg/>', accounts: 10 }, { svg: '<svg/>', accounts: 2 }];

/** A shell that gives codes and files, with what it was asked. */
function shellOf(commands: Partial<Backend> = {}) {
  const asked: unknown[][] = [];
  const backend: Backend = {
    ...shell,
    exportLosses: async (format, accountId) => {
      asked.push(['losses', format, accountId]);
      return losses;
    },
    exportPages: async () => pages,
    exportAccount: async (id) => {
      asked.push(['account', id]);
      return { svg: '<svg/>', accounts: 1 };
    },
    saveExport: async (format, passphrase) => {
      asked.push(['save', format, passphrase]);
      return { path: '/home/robin/accounts', accounts: 2 };
    },
    ...commands,
  };
  return { backend, asked };
}

describe('an export', () => {
  it.each<[Way, ExportFormat]>([
    ['aegis-sealed', 'aegis'], ['aegis', 'aegis'], ['list', 'otpauth_list'], ['google', 'google_migration'], ['paper', 'sheet'],
  ])('by “%s” says first what cannot go with %s', async (way, format) => {
    const { backend, asked } = shellOf();
    const exporting = new Exporting(backend, null);
    await exporting.choose(way);
    expect(asked).toEqual([['losses', format, null]]);
    expect(exporting.losses).toEqual(losses);
    expect([exporting.codes, exporting.saved]).toEqual([null, null]);
  });

  it('to a file carries the passphrase only where there is one', async () => {
    const { backend, asked } = shellOf();
    const exporting = new Exporting(backend, null);
    await exporting.choose('aegis-sealed');
    await exporting.go('a good passphrase');
    await exporting.choose('list');
    await exporting.go(null);
    expect(asked.filter(([what]) => what === 'save')).toEqual([
      ['save', 'aegis', 'a good passphrase'],
      ['save', 'otpauth_list', null],
    ]);
    expect(exporting.saved?.accounts).toBe(2);
  });

  it('by codes begins at the first one, and the codes are dropped on the way back', async () => {
    const { backend } = shellOf();
    const exporting = new Exporting(backend, null);
    await exporting.choose('google');
    expect(exporting.isShown).toBe(true);
    exporting.shown = 1;
    await exporting.go(null);
    expect([exporting.codes, exporting.shown]).toEqual([pages, 0]);
    expect(exporting.back()).toBe(true);
    expect([exporting.codes, exporting.way]).toEqual([null, 'google']);
    expect(exporting.back()).toBe(true);
    expect(exporting.way).toBeNull();
    expect(exporting.back(), 'there is no step left').toBe(false);
  });

  it('of one account asks for that account, and has no list of ways to go back to', async () => {
    const { backend, asked } = shellOf();
    const exporting = new Exporting(backend, 'northlake');
    await exporting.choose('one');
    await exporting.go(null);
    expect(asked).toEqual([['losses', 'account_qr', 'northlake'], ['account', 'northlake']]);
    expect(exporting.codes?.length).toBe(1);
    expect(exporting.back()).toBe(false);
  });

  it('that fails shows nothing, and going back takes the failure away', async () => {
    const { backend } = shellOf({ exportPages: async () => { throw new Failure({ code: 'person_unverified', message: '', details: null }); } });
    const exporting = new Exporting(backend, null);
    await exporting.choose('google');
    await exporting.go(null);
    expect([exporting.codes, exporting.failure?.code]).toEqual([null, 'person_unverified']);
    exporting.back();
    expect(exporting.failure).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import packed from 'virtual:licenses';

import { found } from './licenses';

describe('the licenses of others', () => {
  it('name what the app is built from, with a license each', () => {
    const names = packed.packages.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['tauri', 'sqlx', 'svelte', 'age-encryption']));
    expect(packed.packages.filter(({ license }) => license === '')).toEqual([]);
  });

  it('leave out what is ours, and what only builds or tests', () => {
    const names = packed.packages.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('countersign') || name === 'vitest' || name === 'fantoccini' || name === 'proptest')).toEqual([]);
  });

  it('have their texts where their makers ship one', () => {
    const tauri = packed.packages.find(({ name }) => name === 'tauri');
    const texts = (tauri?.texts ?? []).map((place) => packed.texts[place] ?? '');
    expect(texts.some((text) => text.includes('Permission is hereby granted'))).toBe(true);
  });

  it('are found by name and license', () => {
    const all = [
      { name: 'serde', version: '1', license: 'MIT OR Apache-2.0', texts: [] },
      { name: 'ring', version: '1', license: 'ISC', texts: [] },
    ];
    expect(found(all, 'apache serde').map(({ name }) => name)).toEqual(['serde']);
    expect(found(all, ' ').length).toBe(2);
    expect(found(all, 'gpl')).toEqual([]);
  });
});

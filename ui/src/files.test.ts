import { describe, expect, it } from 'vitest';

import { placeOf } from './files';

describe('where a file lies', () => {
  it.each([
    ['/home/robin/#1/accounts.txt', '/home/robin/#1/accounts.txt'],
    ['C:\\Users\\robin\\accounts.txt', 'C:\\Users\\robin\\accounts.txt'],
    ['content://com.android.externalstorage.documents/tree/primary%3ABackups#Backups', 'Backups'],
    ['file:///private/var/mobile/Documents/a%20b.age#a b.age', 'a b.age'],
  ])('%s: %s', (path, shown) => {
    expect(placeOf(path)).toBe(shown);
  });
});

// The accounts that benchmarks fill a vault with.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { start } from '../tests/e2e/driver/processes.mjs';

const LETTERS = 'ABCDEFGHIJKL';

/** Writes twelve setup links into a file of this folder, and says where. */
export async function twelveAccounts(folder) {
  const list = join(folder, 'accounts.txt');
  const links = [...LETTERS].map((letter, index) => `otpauth://totp/Service%20${index + 1}:robin?secret=JBSWY3DPEHPK3PX${letter}&issuer=Service%20${index + 1}`);
  await writeFile(list, links.join('\n'));
  return list;
}

/** Brings a list of accounts into the vault that this environment has. */
export async function bring(list, terminal, env) {
  const imported = start(terminal, ['import', list], { env });
  if ((await imported.end) !== 0) throw new Error(`the accounts did not come in: ${imported.text}`);
}

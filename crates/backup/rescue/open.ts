// Opening an age file, binary or armored, by passphrase or identity.
import { armor, Decrypter } from 'age-encryption';

export type Failure = 'not-age' | 'wrong-kind-passphrase' | 'wrong-kind-identity' | 'wrong-key' | 'much-work' | 'damaged';

export class CannotOpen extends Error {
  constructor(readonly failure: Failure) {
    super(failure);
  }
}

const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';

/** The text in the file. */
export async function openFile(file: Uint8Array, typed: string): Promise<string> {
  const bytes = binary(file);
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 512));
  if (!head.startsWith('age-encryption.org/v1\n')) throw new CannotOpen('not-age');
  const wantsPassphrase = /^-> scrypt /mu.test(head);
  const identity = identityIn(typed);
  if (wantsPassphrase && identity) throw new CannotOpen('wrong-kind-passphrase');
  if (!wantsPassphrase && !identity) throw new CannotOpen('wrong-kind-identity');
  const decrypter = new Decrypter();
  if (identity) {
    try {
      decrypter.addIdentity(identity);
    } catch {
      throw new CannotOpen('wrong-key');
    }
  } else {
    decrypter.addPassphrase(typed);
  }
  try {
    return await decrypter.decrypt(bytes, 'text');
  } catch (error) {
    throw new CannotOpen(failureOf(error));
  }
}

/** `AGE-SECRET-KEY-1…` as people copy it from paper: any case, spaces and hyphens anywhere. */
function identityIn(typed: string): string | null {
  const plain = typed.toUpperCase().replace(/[\s-]/gu, '');
  return plain.startsWith('AGESECRETKEY1') ? `AGE-SECRET-KEY-${plain.slice('AGESECRETKEY'.length)}` : null;
}

function binary(file: Uint8Array): Uint8Array {
  const head = new TextDecoder('latin1').decode(file.subarray(0, 256)).trimStart();
  if (!head.startsWith(ARMOR)) return file;
  try {
    return armor.decode(new TextDecoder().decode(file));
  } catch {
    throw new CannotOpen('damaged');
  }
}

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('no identity matched')) return 'wrong-key';
  return message.includes('work factor') ? 'much-work' : 'damaged';
}

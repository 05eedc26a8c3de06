// Opening an age file, binary or armored, by passphrase or identity.
import { bech32 } from '@scure/base';
import { mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { armor, Decrypter } from 'age-encryption';

export type Failure = 'not-age' | 'wrong-kind-passphrase' | 'wrong-kind-identity' | 'wrong-words' | 'wrong-key' | 'much-work' | 'damaged';

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
  const decrypter = new Decrypter();
  if (wantsPassphrase) {
    if (identityIn(typed)) throw new CannotOpen('wrong-kind-passphrase');
    decrypter.addPassphrase(typed);
  } else {
    const identity = identityIn(typed) ?? identityInWords(typed);
    if (!identity) throw new CannotOpen('wrong-kind-identity');
    try {
      decrypter.addIdentity(identity);
    } catch {
      throw new CannotOpen('wrong-key');
    }
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

/** The identity's 24 words, in any case, with the numbers that stand before them on paper or without. */
function identityInWords(typed: string): string | null {
  const words = typed.toLowerCase().split(/[\s\d.,]+/u).filter((word) => word !== '');
  if (words.length !== 24) return null;
  try {
    const bytes = mnemonicToEntropy(words.join(' '), wordlist);
    return bech32.encode('age-secret-key-', bech32.toWords(bytes), 200).toUpperCase();
  } catch {
    throw new CannotOpen('wrong-words');
  }
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

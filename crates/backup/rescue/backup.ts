// The document in a backup, read with care: one bad entry does not hide the others.
import { base32nopad } from '@scure/base';

export type Kind = 'totp' | 'hotp' | 'steam' | 'yaotp' | 'motp';
export type Algorithm = 'SHA1' | 'SHA256' | 'SHA512';

export interface Codes {
  kind: Kind;
  secret: Uint8Array;
  base32: string;
  algorithm: Algorithm;
  digits: number;
  period: number;
  counter: bigint;
  pin: string;
}

export interface Account {
  service: string;
  user: string;
  note: string;
  origin: string;
  /** Absent where the entry has none, or none that this page understands. */
  codes: Codes | null;
}

export class NotABackup extends Error {}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown, usual: number): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : usual;

/** Reads the JSON of a backup. */
export function readBackup(json: string): Account[] {
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch {
    throw new NotABackup();
  }
  if (!isRecord(read) || read.format !== 'countersign-backup' || !Array.isArray(read.accounts)) throw new NotABackup();
  return read.accounts.filter(isRecord).map((entry) => ({
    service: text(entry.service),
    user: text(entry.user),
    note: text(entry.note),
    origin: isRecord(entry.pairing) ? text(entry.pairing.origin) : '',
    codes: isRecord(entry.codes) ? readCodes(entry.codes) : null,
  }));
}

function readCodes(entry: Record<string, unknown>): Codes | null {
  const kind = kindOf(entry.kind);
  const algorithm = algorithmOf(entry.algorithm);
  const digits = number(entry.digits, 6);
  const period = number(entry.period, 30);
  if (!kind || !algorithm || period === 0 || digits === 0 || digits > 10) return null;
  try {
    const base32 = text(entry.secret).toUpperCase().replace(/[\s=-]/gu, '');
    const secret = base32nopad.decode(base32);
    return { kind, secret, base32, algorithm, digits, period, counter: BigInt(number(entry.counter, 0)), pin: text(entry.pin) };
  } catch {
    return null;
  }
}

function kindOf(value: unknown): Kind | null {
  switch (value) {
    case 'totp':
    case 'hotp':
    case 'steam':
    case 'yaotp':
    case 'motp':
      return value;
    default:
      return null;
  }
}

function algorithmOf(value: unknown): Algorithm | null {
  switch (value) {
    case 'SHA1':
    case 'SHA256':
    case 'SHA512':
      return value;
    // Mobile-OTP's, which has no other.
    case undefined:
    case 'MD5':
      return 'SHA1';
    default:
      return null;
  }
}

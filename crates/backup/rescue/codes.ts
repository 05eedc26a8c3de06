// Codes from a secret and the time: RFC 4226, RFC 6238, Steam, Yandex and Mobile-OTP.
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

import type { Codes } from './backup.ts';

const STEAM = '23456789BCDFGHJKMNPQRTVWXY';
const HASHES = { SHA1: sha1, SHA256: sha256, SHA512: sha512 };

/** The code at this time (in seconds), or for the counter. */
export function codeAt(codes: Codes, seconds: number, counter = codes.counter): string {
  const step = Math.floor(seconds / codes.period);
  switch (codes.kind) {
    case 'totp':
      return decimal(codes, BigInt(step));
    case 'hotp':
      return decimal(codes, counter);
    case 'steam':
      return steam(truncated(hmac(sha1, codes.secret, movingFactor(BigInt(step)))));
    case 'yaotp':
      return yandex(codes, BigInt(step));
    case 'motp':
      return bytesToHex(md5(utf8ToBytes(`${step}${bytesToHex(codes.secret)}${codes.pin}`))).slice(0, 6);
  }
}

function decimal(codes: Codes, factor: bigint): string {
  const signature = hmac(HASHES[codes.algorithm], codes.secret, movingFactor(factor));
  const value = BigInt(truncated(signature)) % 10n ** BigInt(codes.digits);
  return value.toString().padStart(codes.digits, '0');
}

function steam(value: number): string {
  let rest = value;
  let code = '';
  for (let place = 0; place < 5; place += 1) {
    code += STEAM.charAt(rest % STEAM.length);
    rest = Math.floor(rest / STEAM.length);
  }
  return code;
}

/** key = SHA-256(pin ‖ first 16 bytes of the secret) without a leading zero; 63 bits in eight letters. */
function yandex(codes: Codes, factor: bigint): string {
  const whole = sha256(concatBytes(utf8ToBytes(codes.pin), codes.secret.slice(0, 16)));
  const key = whole[0] === 0 ? whole.slice(1) : whole;
  const signature = hmac(sha256, key, movingFactor(factor));
  const offset = last(signature) & 15;
  const view = new DataView(signature.buffer, signature.byteOffset);
  let rest = view.getBigUint64(offset) & 0x7fff_ffff_ffff_ffffn;
  let code = '';
  for (let place = 0; place < 8; place += 1) {
    code = String.fromCharCode(97 + Number(rest % 26n)) + code;
    rest /= 26n;
  }
  return code;
}

/** Dynamic truncation (RFC 4226 §5.3). */
function truncated(signature: Uint8Array): number {
  const view = new DataView(signature.buffer, signature.byteOffset);
  return view.getUint32(last(signature) & 15) & 0x7fff_ffff;
}

function last(bytes: Uint8Array): number {
  return bytes[bytes.length - 1] ?? 0;
}

function movingFactor(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

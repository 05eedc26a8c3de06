// Codes in the app, and codes computed here, by nothing of ours but the standard.
import { createHmac } from 'node:crypto';
import { until } from './processes.mjs';
import { step } from './steps.mjs';

/** The code in the list for the account of this service (and user, if several). */
export async function codeInList(app, service, user = '') {
  return until(`the code of ${service}`, () =>
    app.page.execute(
      (name, person) => {
        for (const row of document.querySelectorAll('[data-account]')) {
          const words = row.innerText;
          if (!words.includes(name) || !words.includes(person)) continue;
          const digits = row.querySelector('.code')?.textContent.replaceAll(/\s/g, '');
          if (/^\d{6,10}$/.test(digits ?? '')) return digits;
        }
        return null;
      },
      service,
      user,
    ),
  );
}

/** Reads the code from the list. */
export function readCode(app, service, user) {
  return step(`reads the code of ${service} in the app`, () => codeInList(app, service, user));
}

/** Waits for another code than this one. */
export function nextCode(app, service, before, user) {
  return step('waits for the next code', () =>
    until('the next code', async () => {
      const now = await codeInList(app, service, user);
      return now !== before ? now : null;
    }, 35_000),
  );
}

/** RFC 6238. */
export function totp(secret, seconds, { algorithm = 'sha1', digits = 6, period = 30 } = {}) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / period)));
  const mac = createHmac(algorithm, fromBase32(secret)).update(counter).digest();
  const at = mac[mac.length - 1] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}

function fromBase32(text) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const letter of text.replaceAll(/[\s=-]/g, '').toUpperCase()) bits += alphabet.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

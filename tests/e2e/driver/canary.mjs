// Looks for secrets where none may be: in logs, databases, page sources and addresses.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A secret under a name, in every shape it could leak in. */
export class Secret {
  constructor(name, value) {
    this.name = name;
    const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value, 'utf8');
    this.shapes = new Map([['as it is', bytes]]);
    if (bytes.length >= 8) {
      for (const encoding of ['base64', 'base64url', 'hex']) {
        this.shapes.set(encoding, Buffer.from(bytes.toString(encoding).replace(/=+$/, ''), 'latin1'));
      }
      this.shapes.set('hex, capitals', Buffer.from(bytes.toString('hex').toUpperCase(), 'latin1'));
      this.shapes.set('percent-encoded', Buffer.from(encodeURIComponent(bytes.toString('latin1')), 'latin1'));
    }
  }

  in(haystack) {
    const bytes = Buffer.isBuffer(haystack) ? haystack : Buffer.from(haystack, 'utf8');
    return [...this.shapes].filter(([, needle]) => bytes.includes(needle)).map(([shape]) => shape);
  }
}

/** Every place below these folders (and in these named texts) that holds one of the secrets. */
export async function leaks(secrets, folders, texts = {}) {
  const found = [];
  const look = (place, content) => {
    for (const secret of secrets) {
      for (const shape of secret.in(content)) found.push(`${secret.name} (${shape}) in ${place}`);
    }
  };
  for (const folder of folders) {
    for (const file of await filesBelow(folder)) look(file, await readFile(file).catch(() => Buffer.alloc(0)));
  }
  for (const [place, text] of Object.entries(texts)) look(place, text);
  return found;
}

async function filesBelow(folder) {
  const info = await stat(folder).catch(() => null);
  if (!info) return [];
  if (info.isFile()) return [folder];
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(
    names.filter((entry) => entry.isFile() || entry.isDirectory()).map((entry) => filesBelow(join(folder, entry.name))),
  );
  return below.flat();
}

// The pictures that are kept in the repository, and what is shown now: compared, or accepted as what it has become.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PNG } from 'pngjs';

import { difference } from './compare.mjs';
import { encode } from './palette.mjs';

export class References {
  /** What is not as it was kept, one line each. */
  changed = [];
  /** What was written, one line each. */
  accepted = [];
  #seen = new Set();

  /** `folder` has the pictures, in colors as `near` as that; `evidence` gets before, now and difference of each that changed. */
  constructor({ folder, evidence, accept, near }) {
    this.near = near;
    this.folder = folder;
    this.evidence = evidence;
    this.accept = accept;
  }

  /** Compares a picture with the one that is kept under its name. */
  async look(name, picture) {
    const file = `${name}.png`;
    this.#seen.add(file);
    const kept = await readFile(join(this.folder, file)).catch(() => null);
    const change = kept ? difference(kept, picture) : { words: 'has no picture yet', picture };
    if (!change) return;
    if (this.accept) {
      await mkdir(this.folder, { recursive: true });
      await writeFile(join(this.folder, file), encode(PNG.sync.read(picture), this.near));
      this.accepted.push(`${name}: ${change.words}`);
      return;
    }
    await mkdir(this.evidence, { recursive: true });
    const evidence = join(this.evidence, file);
    await writeFile(evidence, change.picture);
    this.changed.push(`${name}: ${change.words}; see ${evidence}`);
  }

  /** After everything was looked at: pictures of what is no longer there. */
  async end() {
    for (const file of await readdir(this.folder).catch(() => [])) {
      if (this.#seen.has(file)) continue;
      if (this.accept) {
        await rm(join(this.folder, file));
        this.accepted.push(`${file}: is no longer there`);
      } else this.changed.push(`${file}: nothing is drawn for it any more`);
    }
  }
}

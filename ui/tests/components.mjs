// Every component of the app is on some screen of the gallery: what is not drawn there is looked at by nobody.
import { readdir } from 'node:fs/promises';

const source = new URL('../src/', import.meta.url);

/** The components that no screen has drawn, one line each; `drawn` are those that were. */
export async function undrawn(drawn) {
  const files = await readdir(source, { recursive: true });
  return files
    .filter((file) => file.endsWith('.svelte') && !drawn.has(file))
    .map((file) => `ui/src/${file} is on no screen of the gallery`);
}

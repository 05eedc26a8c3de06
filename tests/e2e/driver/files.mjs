// Files and texts that a person gives the app, and what the public `age` tool makes of a backup.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './processes.mjs';

const terminal = fileURLToPath(new URL('../../../crates/backup/tests/with_terminal.py', import.meta.url));

/** Chooses a file in the app, as its file dialog does. */
export async function giveFile(app, path) {
  await app.page.execute(
    (base64, name) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name));
      const input = document.querySelector('input[type="file"]');
      input.files = data.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    },
    (await readFile(path)).toString('base64'),
    basename(path),
  );
}

/** Pastes a text where no field has the focus. */
export async function pasteText(app, text) {
  await app.page.execute((pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    const options = { bubbles: true, cancelable: true, composed: true, clipboardData: data };
    document.body.dispatchEvent(new ClipboardEvent('paste', options));
  }, text);
}

/** The JSON in a backup, by Debian's `age`, which asks for the passphrase on a terminal of its own. */
export async function openWithAge(path, passphrase) {
  const json = `${path}.json`;
  const opening = start('python3', [terminal, passphrase, 'age', '--decrypt', '-o', json, path]);
  if ((await opening.end) !== 0) throw new Error(`age does not open ${path}: ${opening.text}`);
  return JSON.parse(await readFile(json, 'utf8'));
}

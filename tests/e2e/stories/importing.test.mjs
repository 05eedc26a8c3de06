// Imports in the real window: an encrypted export, a table with columns of its own, a list pasted anywhere; undone again.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertNoBarriers } from '../driver/accessibility.mjs';
import { codeInList, totp } from '../driver/codes.mjs';
import { giveFile, pasteText } from '../driver/files.mjs';
import { inList, openAdding } from '../driver/linking.mjs';
import { story } from '../driver/story.mjs';

const AEGIS = fileURLToPath(new URL('../../../crates/enrollment/tests/fixtures/aegis-encrypted.json', import.meta.url));
/** What the fixtures' generators lock with. */
const PASSWORD = 'correct horse 🐎';
const ORCHARD = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const QUARRY = 'KRSXG5CTMVRXEZLUKN2XAZLSMFYGK4TB';

async function openImport(app) {
  await openAdding(app);
  await app.press('Import or restore');
  await app.says('Bring your accounts along');
}

/** Types the password; the driver's keys have no horse. */
function typeHorse(app) {
  return app.page.execute((password) => {
    const field = document.querySelector('input[type="password"]');
    field.value = password;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }, PASSWORD);
}

/** The list shows the code of now, or of the step that has just ended. */
async function showsCode(app, service, secret) {
  const shown = await codeInList(app, service);
  const now = Date.now() / 1000;
  assert.ok([totp(secret, now), totp(secret, now - 3)].includes(shown), `${service} shows ${shown}`);
}

story('another app’s encrypted export comes after its password, and leaves again as a whole', async (stage) => {
  const app = await stage.app();
  await openImport(app);
  await giveFile(app, AEGIS);
  await app.says('This file has a password');
  await app.fill('Password of the file', 'wrong horse');
  await app.press('Continue');
  await app.says('This is not the password of the file');
  await typeHorse(app);
  await app.press('Continue');
  const [, count] = await app.says(/(\d+) of \d+ accounts can be read/);
  await assertNoBarriers(app, 'import preview');
  await app.press(`Add ${count} accounts`);
  await inList(app);
  await app.press('Undo import');
  await app.says('Add your first account');
});

story('a setup code pasted with words around it, and a table whose columns are named by hand', async (stage) => {
  const app = await stage.app();
  await openImport(app);
  await pasteText(app, `otpauth://totp/Orchard:ada?secret=${ORCHARD}&issuer=Orchard\nKeep this code to yourself`);
  await app.says('Add Orchard?');
  await app.press('Add');
  await inList(app);
  await showsCode(app, 'Orchard', ORCHARD);

  const folder = join(app.desktop.folder, 'tables');
  await mkdir(folder);
  const table = join(folder, 'own.csv');
  await writeFile(table, `Quarry;ada;${QUARRY}\n`);
  await openImport(app);
  await giveFile(app, table);
  await app.says('What is in this table?');
  await assertNoBarriers(app, 'columns');
  assert.ok(!(await app.text()).includes(QUARRY), 'the key is cut short');
  await app.press('Continue');
  await app.says('1 of 1 account can be read');
  await app.press('Add 1 account');
  await inList(app);
  await showsCode(app, 'Quarry', QUARRY);
});

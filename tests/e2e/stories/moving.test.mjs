// Everything moves to a new device: by a file, sealed for it after a number was compared; then it is linked again.
import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertNoBarriers } from '../driver/accessibility.mjs';
import { answerNumber, closeOutcome } from '../driver/answering.mjs';
import { codeInList } from '../driver/codes.mjs';
import { caughtAddress, caughtSoFar, codesShown, confirmServer, inList, switchOn } from '../driver/linking.mjs';
import { PASSWORD, fillSignIn, numberOnPage, signIn } from '../driver/person.mjs';
import { until } from '../driver/processes.mjs';
import { step } from '../driver/steps.mjs';
import { story } from '../driver/story.mjs';

/** Gives the app a file, as the system's dialog would. */
async function giveFile(app, file) {
  const content = (await readFile(file)).toString('base64');
  await app.page.execute((base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'move.age'));
    const input = document.querySelector('input[type="file"]');
    input.files = data.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, content);
}

/** Carries a code from one device to the other, by the clipboard of the screen that both stand on. */
function carry(from, to) {
  return step('copies the code there and pastes it here', async () => {
    await from.press('Copy as text');
    await from.says('Copied. Paste it on the other device.');
    await to.press('Paste from the clipboard');
  });
}

/** The eight digits to compare. */
async function number(app) {
  await app.says('Do both devices show this number?');
  return until('eight digits', async () => (await codesShown(app)).find((digits) => /^\d{8}$/.test(digits)));
}

/** Both devices up to the number; gives both numbers. */
async function meet(old, fresh) {
  await fresh.press('Move from another phone');
  await fresh.says('Show this to the old device');
  await old.press('Settings');
  await old.press('Move to a new phone');
  await old.says('Read the new device’s code');
  await carry(fresh, old);
  await old.says('Show this to the new device');
  await fresh.press('The old device has read it');
  await carry(old, fresh);
  await old.press('The new device has read it');
  return [await number(old), await number(fresh)];
}

/** The sign-in at the server that links the new device; the old one answers, for the last time it must. */
async function authorize(browser, old, address) {
  const answer = async () => {
    await answerNumber(old, await numberOnPage(browser), { words: /Are you (signing in|adding a new way)/ });
    await closeOutcome(old);
  };
  await browser.visit(address);
  await fillSignIn(browser, 'robin', PASSWORD);
  await answer();
  await browser.says(/Link this account with the app\?|First prove that it is you/);
  if (await browser.saysNow('First prove that it is you')) {
    await browser.press('Ask my phone');
    await answer();
  }
  await browser.says('Link the app on this device?');
  await browser.press('Authorize');
}

story('everything moves to a new device by a file, and the linked account is linked again there', async (stage) => {
  const server = await stage.server({ name: 'North' });
  await server.addAccount('robin', PASSWORD);
  const [browser, old, fresh] = await Promise.all([stage.browser(), stage.app(), stage.app()]);
  await signIn(browser, server);
  await switchOn(old, browser, server);

  const [here, there] = await meet(old, fresh);
  assert.equal(here, there, 'both devices show the same number');
  await assertNoBarriers(fresh, 'the number');
  await old.press('Yes, the same number');
  await fresh.press('Yes, the same number');

  const file = join(old.desktop.folder, 'move.age');
  await old.desktop.answerDialogs('save', file);
  await old.says(/Part 1 of \d+/);
  await old.press('Save as a file instead');
  await old.says('Take this file to the new device.');
  const sealed = await readFile(file);
  assert.ok(!sealed.includes('North') && !sealed.includes('robin'), 'the file says nothing');
  await assertNoBarriers(old, 'the parts');

  const broken = join(old.desktop.folder, 'broken.age');
  await copyFile(file, broken);
  await writeFile(broken, sealed.subarray(0, sealed.length - 40));
  await giveFile(fresh, broken);
  await fresh.says(/damaged/);
  await giveFile(fresh, file);
  await fresh.says('1 of 1 account can be read');
  await fresh.press('Add 1 account');
  await old.press('The new device has everything');
  await old.says('Look at the new device');
  await old.press('Done');

  await fresh.says('1 account waits to be linked again');
  await assertNoBarriers(fresh, 'linking again');
  await fresh.press('Later');
  await inList(fresh);
  await until('both devices show the same code', async () => (await codeInList(fresh, 'North')) === (await codeInList(old, 'North')));

  await fresh.press('Link again');
  const before = await caughtSoFar(fresh);
  await fresh.press('Link North');
  await fresh.says('Which account server?');
  await fresh.press('Continue');
  await confirmServer(fresh, server);
  await authorize(await stage.browser(), old, await caughtAddress(fresh, before));
  await fresh.says('is linked');
  await fresh.press('Done');
  await fresh.says('All of them are linked');
  await fresh.press('Done');
  await inList(fresh);
  await fresh.says('Approvals on');
  assert.ok(!(await fresh.saysNow('waits to be linked again')));
}, { limit: 240_000 });

story('numbers that differ end the move on both devices, and it can begin again', async (stage) => {
  const [old, fresh] = await Promise.all([stage.app(), stage.app()]);
  await old.press('Add your first account');
  await old.press('Type a setup key');
  await old.fill('Service', 'Lantern');
  await old.fill('Setup key', 'JBSWY3DPEHPK3PXP');
  await old.press('Continue');
  await old.says('Add Lantern?');
  await old.press('Add');
  await inList(old);
  await meet(old, fresh);
  await old.press('No, another number');
  await old.says('The numbers differ, so nothing was moved');
  await old.press('Close');
  await fresh.press('No, another number');
  await fresh.says('The numbers differ, so nothing was moved');
  await fresh.press('Begin again');
  await fresh.says('Show this to the old device');
  await fresh.press('Back');
  await fresh.says('Move from another phone');
}, { limit: 240_000 });

// Backups: by hand and by themselves, opened by others, restored elsewhere; and the recovery sheet when a key is lost.
import assert from 'node:assert/strict';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assertNoBarriers } from '../driver/accessibility.mjs';
import { codeInList, totp } from '../driver/codes.mjs';
import { giveFile, openWithAge, pasteText } from '../driver/files.mjs';
import { inList, openAdding } from '../driver/linking.mjs';
import { until } from '../driver/processes.mjs';
import { step } from '../driver/steps.mjs';
import { story } from '../driver/story.mjs';

const PASSPHRASE = 'glacier mosaic anvil tundra';
const ORCHARD = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const QUARRY = 'KRSXG5CTMVRXEZLUKN2XAZLSMFYGK4TB';
const TWO = `otpauth://totp/Orchard:ada?secret=${ORCHARD}&issuer=Orchard\notpauth://totp/Quarry:ada?secret=${QUARRY}&issuer=Quarry`;

/** Brings two accounts along from a pasted list. */
function bringTwo(app) {
  return step('pastes a list of two accounts', async () => {
    await openAdding(app);
    await app.press('Import or restore');
    await app.says('Bring your accounts along');
    await pasteText(app, TWO);
    await app.says('2 of 2 accounts can be read');
    await app.press('Add 2 accounts');
    await inList(app);
  });
}

/** Adds one more. */
async function bringOne(app) {
  await openAdding(app);
  await app.press('Type a setup key');
  await app.fill('Service', 'Tannery');
  await app.fill('Setup key', 'mfrg gzdf mztw q2lk nnwg 23tp obyx e43u');
  await app.press('Continue');
  await app.press('Add');
  await inList(app);
}

async function openBackups(app) {
  await inList(app);
  await app.press('Settings');
  await app.press('Backups');
}

/** Restores a backup on a desktop that has nothing. `secret` is typed where `label` asks for it. */
function restore(app, path, count, label, secret) {
  return step('restores the backup on another device', async () => {
    await openAdding(app);
    await app.press('Import or restore');
    await app.says('Bring your accounts along');
    await giveFile(app, path);
    await app.fill(label, secret);
    await app.press('Continue');
    await app.says(`${count} of ${count} accounts can be read`);
    await app.says('From a Countersign backup of');
    await app.press(`Add ${count} accounts`);
    await inList(app);
  });
}

/** The code is the standard's, now or at the turn of a step. */
async function assertCode(app, service, secret) {
  await until(`${service} shows the code of RFC 6238`, async () => {
    const before = totp(secret, Date.now() / 1000);
    const shown = await codeInList(app, service);
    return [before, totp(secret, Date.now() / 1000)].includes(shown);
  });
}

/** The automatic backups in a folder. */
async function automaticIn(folder) {
  return (await readdir(folder)).filter((name) => /^countersign-.*\.age$/.test(name)).sort();
}

/** The words of the sheet as the browser was given it: those of the vault and those of the backups. */
async function wordsOfSheet(app) {
  const address = await until('the sheet is open in the browser', async () => {
    const browsed = await readFile(app.browsed, 'utf8').catch(() => '');
    return browsed.split('\n').find((line) => line.startsWith('file://') && line.endsWith('.html'));
  });
  const page = await readFile(new URL(address), 'utf8');
  const lists = [...page.matchAll(/<ol class="words">(.*?)<\/ol>/gs)].map(([, list]) =>
    [...list.matchAll(/<li>\d+ ([a-z]+)<\/li>/g)].map(([, word]) => word),
  );
  const [backups, vault] = lists;
  assert.deepEqual([backups.length, vault.length], [24, 12]);
  return { backups, vault };
}

story('a backup by hand opens with the public age tool and on an empty desktop, after a preview', async (stage) => {
  const [desktop, other] = await Promise.all([stage.desktop('robin'), stage.desktop('empty')]);
  const [app, second] = await Promise.all([stage.app({ desktop }), stage.app({ desktop: other })]);
  await bringTwo(app);

  const path = join(desktop.folder, 'accounts.age');
  await openBackups(app);
  await app.press('Save a backup');
  await app.fill('Passphrase', PASSPHRASE);
  await app.fill('The passphrase again', PASSPHRASE);
  await app.press('Choose where');
  await until('nothing is chosen, and nothing is saved', async () => (await app.offers('Choose where')) && !(await app.saysNow('Saved')));
  await desktop.answerDialogs('save', path);
  await app.press('Choose where');
  await app.says('Saved, and opened again');
  await app.says(`2 accounts in ${path}`);
  assert.ok((await readdir(desktop.folder)).includes('rescue.html'), 'the page that opens it lies beside it');
  await app.press('Done');

  const backup = await step('opens it with the public age tool', () => openWithAge(path, PASSPHRASE));
  assert.deepEqual(
    backup.accounts.map(({ service, user, codes }) => [service, user, codes.secret]),
    [['Orchard', 'ada', ORCHARD], ['Quarry', 'ada', QUARRY]],
  );

  await restore(second, path, 2, 'Password of the file', PASSPHRASE);
  await assertCode(second, 'Orchard', ORCHARD);
  await assertCode(second, 'Quarry', QUARRY);
});

story('automatic backups follow each change, and the words of the checked sheet open them and a vault without its key', async (stage) => {
  const desktop = await stage.desktop('robin');
  const app = await stage.app({ desktop });
  await bringTwo(app);

  const folder = join(desktop.folder, 'synchronized');
  await mkdir(folder);
  await desktop.answerDialogs('open', folder);
  await openBackups(app);
  await app.press('Choose a folder');
  await app.says(/2 accounts, .*read back and compared/);
  const [before] = await automaticIn(folder);
  await assertNoBarriers(app, 'automatic backups');
  await bringOne(app);

  await inList(app);
  await app.press('Settings');
  await app.press('Can I get back in?');
  await app.press('Recovery sheet');
  await app.press('Open the page to print');
  const words = await wordsOfSheet(app);
  await app.press('I have the sheet in my hand');
  await app.says('Type four words from the sheet');
  await step('types four words back, one of them wrong at first', async () => {
    const asked = [...(await app.text()).matchAll(/Word (\d+) of the (vault|backups)’s? (?:12|24) words/g)];
    assert.equal(asked.length, 4);
    for (const [index, [label, place, part]] of asked.entries()) {
      const word = (part === 'vault' ? words.vault : words.backups)[Number(place) - 1];
      await app.fill(label, index === 2 ? 'wrong' : word.toUpperCase());
    }
    await app.press('Check');
    await app.says('This is not the word on the sheet.');
    await assertNoBarriers(app, 'a wrong word of the sheet');
    const [label, place, part] = asked[2];
    await app.fill(label, (part === 'vault' ? words.vault : words.backups)[Number(place) - 1]);
    await app.press('Check');
  });
  await app.says('The sheet is checked');
  const newest = await step('waits for the backup that follows the change', () =>
    until('a newer backup lies in the folder', async () => (await automaticIn(folder)).find((name) => name > before), 45_000),
  );
  await app.close();

  await desktop.stopKeyStore({ forget: true });
  await desktop.startKeyStore();
  const again = await stage.app({ desktop });
  await again.says('The key to them is not.');
  await again.press('Use the recovery sheet');
  await again.fill('The 12 words', words.vault.join('  ').toUpperCase());
  await again.press('Unlock');
  await inList(again);
  await assertCode(again, 'Orchard', ORCHARD);

  const empty = await stage.app({ desktop: await stage.desktop('empty') });
  await restore(empty, join(folder, newest), 3, '24 words', words.backups.join(' '));
  await assertCode(empty, 'Quarry', QUARRY);
});

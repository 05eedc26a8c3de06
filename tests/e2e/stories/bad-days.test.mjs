// Bad input and bad days: each has its own sentence, and nothing is lost by it.
import assert from 'node:assert/strict';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertNoBarriers } from '../driver/accessibility.mjs';
import { CHANGES, answerNumber, proveWithApp } from '../driver/answering.mjs';
import { codeInList, totp } from '../driver/codes.mjs';
import { hotelPage } from '../driver/impostor.mjs';
import { confirmServer, digitsInApp, giveQrCode, inList, openAdding, openPictureOfComputer, switchOn, typeDigitsOnPage } from '../driver/linking.mjs';
import { PASSWORD, REFUSED, isIn, numberOnPage, openEnrollment, signIn, signInWithCode, signOut, typeCode } from '../driver/person.mjs';
import { givePicture } from '../driver/pictures.mjs';
import { freePort } from '../driver/ports.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';
import { wrongClock } from '../driver/wrong-clock.mjs';

const picture = (name) => fileURLToPath(new URL(`../pictures/${name}.png`, import.meta.url));
const KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** An account of another service, which needs no server. */
async function addOrchard(app) {
  await openAdding(app);
  await app.press('Picture, screenshot or clipboard');
  await givePicture(app, picture('otpauth'));
  await app.says('Add Orchard?');
  await app.press('Add');
  await inList(app);
}

async function vaultFiles(app) {
  return (await readdir(app.folder)).filter((name) => name.startsWith('vault.db')).map((name) => join(app.folder, name));
}

story('pictures that hold no enrollment, each named for what it is', async (stage) => {
  const app = await stage.app();
  await openPictureOfComputer(app);
  for (const [name, sentence] of [
    ['no-code', 'There is no QR code in this picture.'],
    ['wifi', 'This QR code is for a wireless network.'],
    ['web-address', 'This QR code opens a web page.'],
    ['another-apps-approval', 'This QR code belongs to another app’s own approvals.'],
  ]) {
    await givePicture(app, picture(name));
    await app.says(sentence);
  }
  const broken = join(app.desktop.folder, 'broken.png');
  await writeFile(broken, 'this is a letter, not a picture');
  await givePicture(app, broken);
  await app.says('This picture cannot be read.');
  await givePicture(app, picture('otpauth'));
  await app.says('Add Orchard?');
});

story('enrollment codes that are replaced, used by somebody else, or of another server', async (stage) => {
  const [server, elsewhere] = await Promise.all([stage.server(), stage.server({ name: 'Elsewhere' })]);
  await server.addAccount('robin', PASSWORD);
  await elsewhere.addAccount('robin', PASSWORD);
  const [browser, app, stranger] = await Promise.all([stage.browser(), stage.app({ server }), stage.app({ server })]);
  await signIn(browser, server);
  await openEnrollment(browser, server);
  const old = join(app.desktop.folder, 'old.png');
  await (await browser.id('qr')).saveScreenshot(old);
  await openEnrollment(browser, server);
  await openPictureOfComputer(app);
  await givePicture(app, old);
  await confirmServer(app, server);
  await app.says('This code is not valid, or not any more.');
  await app.press('Close');

  await giveQrCode(stranger, browser);
  await confirmServer(stranger, server);
  await digitsInApp(stranger);
  const shot = join(app.desktop.folder, 'shot.png');
  await stranger.desktop.output('cp', [join(stranger.desktop.folder, 'qr.png'), shot]);
  await openPictureOfComputer(app);
  await givePicture(app, shot);
  await confirmServer(app, server);
  await app.says('Somebody else has used this code.');
  await assertNoBarriers(app, 'failed');
  await app.press('Close');
  await browser.press('This is not my phone: stop');
  await stranger.says('so nothing is linked', 40_000);

  await signIn(browser, elsewhere);
  await openEnrollment(browser, elsewhere);
  await browser.press('No camera? Type a setup code');
  const typed = await browser.page.execute(() => document.getElementById('typed-code').textContent);
  await openAdding(app);
  await app.press('Log in from a computer');
  await app.press('Type a setup code instead');
  await app.fill('Server address', server.origin);
  await app.fill('User name', 'robin');
  await app.fill('Setup code', typed);
  await app.press('Continue');
  await confirmServer(app, server);
  await app.says('This code is not valid, or not any more.');
}, { limit: 180_000 });

story('six digits wrong on the page: tries left, then void, and the app says so', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  await signIn(browser, server);
  await openEnrollment(browser, server);
  await giveQrCode(app, browser);
  await confirmServer(app, server);
  const digits = await digitsInApp(app);
  const wrong = digits === '111111' ? '222222' : '111111';
  for (const left of ['2 tries are left', 'One try is left']) {
    await typeDigitsOnPage(app, browser, { digits: wrong });
    await browser.says('These are not the digits that the phone shows.');
    await browser.says(left);
  }
  await typeDigitsOnPage(app, browser, { digits: wrong });
  await browser.says('Three wrong numbers');
  await app.says('nothing is linked', 40_000);
  await browser.visit(`${server.origin}/2fa`);
  await browser.says('Off. Your password alone opens this account.');
});

story('an account that is linked already is not linked twice', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await openEnrollment(browser, server, () => proveWithApp(app, browser, CHANGES.addMethod));
  await giveQrCode(app, browser);
  await confirmServer(app, server);
  await app.says('This account is linked to this device already. Nothing was changed.');
});

story('servers that are away, or are none, and addresses that are none', async (stage) => {
  const app = await stage.app();
  const hotel = stage.keep(await hotelPage());
  const nobody = `http://localhost:${await freePort()}`;
  await openAdding(app);
  await app.press('Log in from this device');
  for (const [address, sentence] of [
    ['what is this', 'This is no server address.'],
    ['http://accounts.example.org', 'This address is not protected.'],
  ]) {
    await app.fill('Server address', address);
    await app.press('Continue');
    await app.says(sentence);
  }
  for (const [address, sentence] of [
    [nobody, 'cannot be reached.'],
    [hotel.origin, 'is no Countersign server.'],
  ]) {
    await app.fill('Server address', address);
    await app.press('Continue');
    await confirmServer(app, { origin: address });
    await app.says(sentence);
    await app.press('Close');
    await openAdding(app);
    await app.press('Log in from this device');
  }
});

story('a server that comes back with other keys is not believed, and the codes stay', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await server.end();
  await rename(join(server.folder, 'data'), join(server.folder, 'lost'));
  await server.begin();
  await app.says('Example has other keys than before', 60_000);
  await app.says('Nothing it says is believed');
  await assertNoBarriers(app, 'server changed');
  assert.match(await codeInList(app, 'Example'), /^\d{6}$/);
});

story('a server that answers with a hotel’s page loses no account, and asks again when it is back', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await signOut(browser, server);
  await server.end();
  const hotel = await hotelPage(server.port);
  await app.says('No connection. Codes still work.', 60_000);
  assert.match(await codeInList(app, 'Example'), /^\d{6}$/);
  await hotel.close();
  await server.begin();
  await signIn(browser, server);
  await app.says('Are you signing in to Example now?', 60_000);
}, { limit: 180_000 });

story('a clock that is ten minutes fast: the app says so, its codes and answers are right all the same', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server, env: await wrongClock(600) })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await app.says('The clock of this device is 10 minutes fast');
  await signOut(browser, server);

  await signIn(browser, server);
  await browser.press('Another way');
  await browser.press('A six-digit code');
  const right = await codeInList(app, 'Example');
  await typeCode(browser, right === '000000' ? '111111' : '000000');
  await browser.says('If it stays wrong, check the phone’s clock.');
  await typeCode(browser, await codeInList(app, 'Example'));
  await isIn(browser);
}, { limit: 180_000 });

story('a clock that is ten minutes slow: a code and a YES both count', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server, env: await wrongClock(-600) })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await app.says('The clock of this device is 10 minutes slow');
  const code = await codeInList(app, 'Example');
  await signOut(browser, server);
  await signIn(browser, server);
  await signInWithCode(browser, code);
  await isIn(browser);
  const other = await stage.browser();
  await signIn(other, server);
  await answerNumber(app, await numberOnPage(other));
  await isIn(other);
}, { limit: 180_000 });

story('a wrong password says so, and says nothing about who exists', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const browser = await stage.browser();
  const words = [];
  for (const name of ['robin', 'nobody']) {
    await signIn(browser, server, name, 'not the password at all');
    await browser.says(REFUSED);
    words.push((await browser.text()).replaceAll(name, 'x'));
  }
  assert.equal(words[0], words[1]);
});

story('no key store: a passphrase opens the vault, and only that one', async (stage) => {
  const desktop = await stage.desktop('robin', { keyStore: false });
  let app = await stage.app({ desktop });
  await app.says('Choose a passphrase');
  await assertNoBarriers(app, 'choose a passphrase');
  await app.fill('Passphrase', 'password');
  await app.fill('The same once more', 'password');
  await app.press('Use this passphrase');
  await app.says('This passphrase is too easy to guess.');
  await app.fill('Passphrase', 'orbit kettle plum harvest');
  await app.fill('The same once more', 'orbit kettle plum harvests');
  await app.press('Use this passphrase');
  await app.says('The two are not the same.');
  await app.fill('The same once more', 'orbit kettle plum harvest');
  await app.press('Use this passphrase');
  await addOrchard(app);
  await app.kill();
  app = await stage.app({ desktop });
  await app.says('Countersign is locked');
  await assertNoBarriers(app, 'locked');
  await app.fill('Passphrase', 'Orbit kettle plum harvest');
  await app.press('Unlock');
  await app.says('This is not the passphrase.');
  await app.fill('Passphrase', 'orbit kettle plum harvest');
  await app.press('Unlock');
  await inList(app);
  const seconds = Date.now() / 1000;
  assert.ok([totp(KEY, seconds), totp(KEY, seconds - 30)].includes(await codeInList(app, 'Orchard')));
});

story('the key is there and the vault gone; the vault there and the key gone; the vault damaged', async (stage) => {
  const desktop = await stage.desktop();
  let app = await stage.app({ desktop });
  const again = async () => {
    app = await stage.app({ desktop });
  };
  await addOrchard(app);
  await app.close();

  const away = join(desktop.folder, 'away');
  const files = await vaultFiles(app);
  assert.ok(files.length > 0);
  await desktop.output('mkdir', [away]);
  for (const file of files) await rename(file, join(away, file.split('/').at(-1)));
  await again();
  await app.says('The key is here. The vault is not.');
  await assertNoBarriers(app, 'vault missing');
  for (const name of await readdir(away)) await rename(join(away, name), join(app.folder, name));
  await app.press('Try again');
  await inList(app);
  assert.match(await codeInList(app, 'Orchard'), /^\d{6}$/);
  await app.close();

  const whole = await readFile(join(app.folder, 'vault.db'));
  const damaged = Buffer.from(whole);
  damaged.fill(0xa5, 0, Math.min(4096, damaged.length));
  for (const file of await vaultFiles(app)) await rm(file);
  await writeFile(join(app.folder, 'vault.db'), damaged);
  await again();
  await app.says('The vault is damaged');
  await app.says('1 account can be read');
  await assertNoBarriers(app, 'vault damaged');
  assert.deepEqual(await readFile(join(app.folder, 'vault.db')), damaged, 'nothing was changed');
  await writeFile(join(app.folder, 'vault.db'), whole);
  await app.press('Try again');
  await inList(app);
  await app.close();

  for (const file of await vaultFiles(app)) await rm(file);
  await writeFile(join(app.folder, 'vault.db'), damaged);
  await again();
  await app.press('Save what can be read');
  await app.says('1 account was saved.');
  await inList(app);
  assert.match(await codeInList(app, 'Orchard'), /^\d{6}$/);
  assert.deepEqual(await readFile(join(app.folder, 'vault.db.damaged')), damaged, 'the damaged file is kept');
  await app.close();
  const saved = await readFile(join(app.folder, 'vault.db'));

  await desktop.stopKeyStore({ forget: true });
  await desktop.startKeyStore();
  await again();
  await app.says(/Your (1 account is|accounts are) here\. The key to (it|them) is not\./);
  await assertNoBarriers(app, 'key missing');
  assert.equal(await app.offers('Add your first account'), false, 'never an empty list');
  const after = await readFile(join(app.folder, 'vault.db'));
  assert.ok(after.length >= saved.length, 'never an overwrite');
}, { limit: 180_000 });

story('a locked key store is not an empty one: the app says so, and opens once it is unlocked', async (stage) => {
  const desktop = await stage.desktop();
  let app = await stage.app({ desktop });
  await addOrchard(app);
  await app.close();
  await desktop.stopKeyStore();
  await desktop.startKeyStore({ locked: true });
  app = await stage.app({ desktop });
  await app.says('The system keeps the key locked', 40_000);
  await assertNoBarriers(app, 'key store locked');
  assert.equal(await app.offers('Add your first account'), false, 'never an empty list');
  await app.press('Try again');
  await app.says('The system keeps the key locked');
  await app.close();
  await desktop.stopKeyStore();
  await desktop.startKeyStore();
  app = await stage.app({ desktop });
  await inList(app);
  assert.match(await codeInList(app, 'Orchard'), /^\d{6}$/);
});

story('a second start hands its link to the running app, which only asks', async (stage) => {
  const app = await stage.app();
  await app.says('The second signature on every sign-in');
  const second = await app.startAgain('otpauth://totp/Orchard:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Orchard');
  assert.equal(second.code, 0);
  await app.says('Add Orchard?');
  await app.press('Add');
  await inList(app);

  await app.startAgain('countersign://enroll#v=1&s=https://auth.example&c=short');
  await app.says('A link brought nothing');
  await until('the list is as it was', async () => (await app.page.$$('[data-account]')).length === 1);
});

story('a link that starts the app only asks, too', async (stage) => {
  const app = await stage.app({ args: ['otpauth://totp/Orchard:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Orchard'] });
  await app.says('Add Orchard?');
  await app.press('Cancel');
  await until('nothing was added', async () => !(await app.saysNow('Orchard')) && (await app.page.$$('[data-account]')).length === 0);
});

// What an owner does against somebody who got in: a new device takes nothing away, all sign-ins stop and go on again,
// and It wasn't me does all that it promises.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assertNoBarriers } from '../driver/accessibility.mjs';
import { CHANGES, answerNo, answerNumber, answerYes, closeOutcome, proveWithApp, questionArrives } from '../driver/answering.mjs';
import { goOnToAdd, linkByTyping, proveByPhone } from '../driver/by-phone.mjs';
import { Gallery } from '../driver/gallery.mjs';
import { caughtAddress, caughtSoFar, inList, isLinkedToo, linkFromComputer, switchOn, switchOnHere } from '../driver/linking.mjs';
import { PASSWORD, REFUSED, backupCodesOnPage, createFirstAccount, isIn, keepBackupCodesOnPage, numberOnPage, signIn, signOut } from '../driver/person.mjs';
import { Phone } from '../driver/phone.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

const NEW_PASSWORD = 'four green kettles wander';

/** Opens the details of the one account of the list. */
async function openAccount(app) {
  await inList(app);
  const opener = await until('the menu of the account', () => app.page.$('[data-account] .menu-opener'));
  await opener.click();
  await app.press('Details');
  await app.says('Devices that can answer');
}

/** The texts of all mails so far. */
async function mails(folder) {
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
  return Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
}

story('a new device cannot remove the old one; the old one stops all sign-ins, and lets them go on', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app, second] = await Promise.all([stage.browser(), stage.app({ server }), stage.app({ server })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await linkFromComputer(second, browser, server, { prove: () => proveWithApp(app, browser, CHANGES.addMethod) });
  await isLinkedToo(second);
  await browser.says('New: it cannot change options');

  // The oldest stands first. Only the old device hears of it.
  await (await browser.page.$$('#devices .btn-remove')).at(0).click();
  await browser.says('First prove that it is you');
  await browser.press('Ask my phone');
  await questionArrives(app, { words: CHANGES.removeMethod });
  assert.equal(await second.saysNow('Are you removing a way to sign in'), false, 'a new device is not asked');
  await answerNo(app, { words: CHANGES.removeMethod });
  await browser.says('Answered NO. Nothing was changed.');
  await closeOutcome(app);

  await openAccount(app);
  await app.press('Stop all sign-ins');
  await app.says('Stop all sign-ins to Example?');
  await assertNoBarriers(app, 'freeze');
  await (await app.page.$('dialog[open]')).$('button=Stop all sign-ins').click();
  await app.says('All sign-ins are stopped since');
  await browser.visit(`${server.origin}/account`);
  await browser.at('/sign-in');
  await signIn(browser, server);
  await browser.at('/thaw');
  assert.equal(await second.saysNow('Are you signing in'), false, 'nobody is asked');

  await openAccount(second);
  await second.press('Allow sign-ins again');
  await second.says('This device was linked less than three days ago');
  await app.press('Allow sign-ins again');
  await until('sign-ins go on', async () => !(await app.saysNow('All sign-ins are stopped since')));
  await signIn(browser, server);
  await answerNumber(app, await numberOnPage(browser));
  await isIn(browser);
  await browser.says('Sign-ins go on again.');
}, { limit: 300_000 });

story('a device renews its keys, and the next question is answered by the new ones', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  await switchOnHere(app, browser, server);
  await openAccount(app);
  await app.press('Renew this device’s keys');
  await app.says('The keys of this device are new.');
  await assertNoBarriers(app, 'keys renewed');
  await browser.visit(`${server.origin}/account/activity`);
  await browser.says(/ renewed its keys\./);
  await signOut(browser, server);
  await signIn(browser, server);
  await answerYes(app);
  await isIn(browser);
}, { limit: 120_000 });

story('It wasn’t me: that browser is blocked, all others show the number, a mail comes, and the password is changed', async (stage) => {
  const server = await stage.server({ lines: ['[mail]', 'from = "Example <countersign@auth.example>"', 'folder = "mails"'] });
  await server.addAccount('robin', PASSWORD);
  await server.onConsole(['user', 'mail', 'robin', 'robin@example.org']);
  const firefox = '--user-agent=Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const [browser, app, stranger] = await Promise.all([stage.browser(), stage.app({ server }), stage.browser({ args: [firefox] })]);
  await switchOnHere(app, browser, server);
  await signIn(stranger, server);
  await numberOnPage(stranger);
  await answerNo(app);
  await stranger.says('Answered NO');
  const before = await caughtSoFar(app);
  await app.press('It wasn’t me');
  await app.says('Reported. That browser is blocked.');
  const page = await caughtAddress(app, before);
  assert.equal(page, `${server.origin}/secure`);
  await closeOutcome(app);
  await signIn(stranger, server);
  await stranger.says('Your devices are not asked now');
  const pages = new Gallery(stranger);
  await pages.look('wait-not-now');

  const told = await until('the mail is there', async () => (await mails(join(server.folder, 'mails'))).find((mail) => mail.includes('somebody knows your password')));
  assert.match(told, /\/secure/);

  // The owner is asked with the number, too, and changes the password on the page that the app has opened.
  await browser.visit(page);
  await proveWithApp(app, browser, /Are you changing your password for (.+)\?/);
  await browser.says('It wasn’t you? Change the password now');
  await browser.fill('Current password', PASSWORD);
  await browser.fill('New password', NEW_PASSWORD);
  await browser.press('Save the new password');
  await browser.at('/account');
  await signIn(stranger, server);
  await stranger.says(REFUSED);
  await signOut(browser, server);
  await signIn(browser, server, 'robin', NEW_PASSWORD);
  await answerNumber(app, await numberOnPage(browser));
  await isIn(browser);
  await pages.isFlawless();
}, { limit: 240_000 });

story('what a removed device let in is ended by a button, and the removal is undone by the mail and the password', async (stage) => {
  const server = await stage.server({ name: 'Northlake Mail', lines: ['[mail]', 'from = "Northlake Mail <countersign@auth.example>"', 'folder = "mails"'] });
  const [browser, other] = await Promise.all([stage.browser(), stage.browser()]);
  const pages = new Gallery(browser);
  const phone = new Phone(server, 'Pixel 8');
  const tablet = new Phone(server, 'Tablet in the kitchen');
  await createFirstAccount(browser, server);
  await server.onConsole(['user', 'mail', 'robin', 'robin@example.org']);
  await browser.visit(`${server.origin}/2fa/add`);
  await browser.press('Countersign app');
  await linkByTyping(browser, phone);
  const codes = await backupCodesOnPage(browser);
  await keepBackupCodesOnPage(browser);
  await browser.visit(`${server.origin}/2fa/add`);
  await browser.press('Countersign app');
  await proveByPhone(browser, phone);
  await goOnToAdd(browser, 'Scan this with the Countersign app');
  await linkByTyping(browser, tablet);
  await browser.at('/2fa');
  await signIn(other, server);
  await phone.yes(await numberOnPage(other));
  await isIn(other);

  // A backup code removes the older device; a newer one could not.
  await browser.visit(`${server.origin}/2fa/devices/${phone.id}/remove`);
  await browser.press('Use a backup code');
  await browser.type('code', codes[0]);
  await (await browser.id('prove-backup')).click();
  await browser.says('Remove Pixel 8?');
  await browser.press('Remove');
  await browser.says('What removed devices let in');
  await pages.look('two-step-left-sessions');
  await browser.press('End the session that this device approved');
  await until('nothing is left', async () => !(await browser.saysNow('What removed devices let in')));
  await other.visit(`${server.origin}/account`);
  await other.at('/sign-in');

  const told = await until('the mail is there', async () => (await mails(join(server.folder, 'mails'))).find((mail) => mail.includes('a device was removed')));
  const link = /http\S+\/take-back\?mark=[^\s"<]+/.exec(readable(told))?.[0];
  await browser.visit(link);
  await browser.says('It was not you who removed this?');
  await pages.look('undo-removal');
  await browser.fill('Password', 'not this one');
  await browser.press('Stop everything');
  await browser.says('This is not your current password.');
  await pages.look('undo-removal-wrong');
  await browser.fill('Password', PASSWORD);
  await browser.press('Stop everything');
  await browser.says('Everything is stopped');
  await pages.look('undo-removal-done');
  assert.equal((await tablet.request('GET', '/api/v1/challenges')).status, 403, 'what came later is suspended');
  await browser.press('Allow sign-ins again');
  await browser.fill('User name', 'robin');
  await browser.fill('Password', PASSWORD);
  await browser.type('code', codes[1]);
  await browser.press('Allow sign-ins again');
  await browser.says('Sign-ins go on');
  await pages.isFlawless();
}, { limit: 300_000 });

/** A mail without its quoted-printable (RFC 2045). */
function readable(mail) {
  return mail.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

// Passkeys in a real browser, by its own virtual authenticator: added, used for a sign-in and for a change, removed.
import assert from 'node:assert/strict';
import { goOnToAdd, linkByTyping, proveByPhone } from '../driver/by-phone.mjs';
import { Gallery } from '../driver/gallery.mjs';
import { createFirstAccount, isIn, keepBackupCodesOnPage, signIn, signOut } from '../driver/person.mjs';
import { Phone } from '../driver/phone.mjs';
import { story } from '../driver/story.mjs';

/** A security key in the browser's USB port, whose owner knows its PIN. */
function plugIn(browser) {
  return browser.page.addVirtualAuthenticator('ctap2', 'usb', true, true, true, true);
}

/** From the page of all options to a passkey of this name. */
async function addPasskey(browser, name) {
  await browser.press('Passkey or security key');
  await browser.says('Add a passkey or security key');
  await browser.fill('Name', name);
  await browser.press('Make the passkey');
}

story('a passkey alone: it lets in, proves a change, and is refused without its PIN', async (stage) => {
  const server = await stage.server();
  const browser = await stage.browser();
  const pages = new Gallery(browser);
  const key = await plugIn(browser);
  await createFirstAccount(browser, server);
  await browser.visit(`${server.origin}/2fa`);
  await browser.press('Activate');
  await addPasskey(browser, 'Yellow key');
  await keepBackupCodesOnPage(browser);
  await browser.says('Yellow key');

  await signOut(browser, server);
  await signIn(browser, server);
  await browser.says('Use your passkey');
  await browser.page.setUserVerified(key, false);
  await browser.press('Use a passkey');
  await browser.says('Nothing came of it');
  await pages.look('passkey-stopped');
  await browser.page.setUserVerified(key, true);
  await browser.press('Use a passkey');
  await isIn(browser);
  await browser.says('A passkey was added: Yellow key.');

  await browser.visit(`${server.origin}/2fa/backup-codes/new`);
  await browser.says('First prove that it is you');
  await browser.press('Use a passkey');
  await browser.says('Make new backup codes?');
  await browser.press('Make new ones');
  await browser.says('Keep these ten backup codes');

  await browser.visit(`${server.origin}/2fa`);
  await browser.press('Remove Yellow key');
  await browser.says('This is the last option.');
  await browser.press('Switch two-step verification off');
  await browser.press('Use a passkey');
  await browser.says('Switch two-step verification off?');
  await browser.press('Switch two-step verification off');
  await browser.says('Off. Your password alone opens this account.');
  assert.deepEqual(await browser.complaints(), []);
  await pages.isFlawless();
}, { limit: 400_000 });

story('a passkey beside a phone: every page of it is whole, readable and open to all', async (stage) => {
  const server = await stage.server({ name: 'Northlake Mail', lines: ['challenge_seconds = 300'] });
  const browser = await stage.browser();
  const pages = new Gallery(browser);
  const phone = new Phone(server, 'Pixel 8');
  await plugIn(browser);
  await createFirstAccount(browser, server);
  await browser.visit(`${server.origin}/2fa/add`);
  await pages.look('add');
  await browser.press('Countersign app');
  await linkByTyping(browser, phone);
  await keepBackupCodesOnPage(browser);

  await browser.press('Add an option');
  await browser.press('Passkey or security key');
  await proveByPhone(browser, phone);
  await goOnToAdd(browser, 'Add a passkey or security key');
  await pages.look('passkey-new');
  await browser.fill('Name', 'Yellow key');
  await browser.press('Make the passkey');
  await browser.at('/2fa');
  await browser.says('Passkeys and security keys');
  await pages.look('two-step-passkey');

  await signOut(browser, server);
  await signIn(browser, server);
  await browser.says('Answer the question on your phone');
  await pages.look('wait-passkey');
  await browser.press('Another way');
  await pages.look('other-ways-passkey');
  await browser.press('Passkey or security key');
  await browser.says('Use your passkey');
  await pages.look('passkey');
  await browser.visit(`${server.origin}/language?to=fr&next=/sign-in/passkey`);
  await pages.look('passkey-french');
  await browser.visit(`${server.origin}/language?to=en&next=/sign-in/passkey`);
  await browser.press('Use a passkey');
  await isIn(browser);

  // Three days must pass before it may take away what was there before; adding is possible at once.
  await browser.visit(`${server.origin}/2fa/switch-off`);
  await browser.says('First prove that it is you');
  assert.equal(await browser.offers('Use a passkey'), false);
  await browser.visit(`${server.origin}/prove?reason=add-method&next=/2fa/add`);
  await pages.look('prove-passkey');
  await browser.press('Use a passkey');
  await browser.at('/2fa/add');
  await pages.isFlawless();
}, { limit: 400_000 });

story('a passkey alone: no name, no password, once its owner has allowed it', async (stage) => {
  const server = await stage.server({ name: 'Northlake Mail', lines: ['challenge_seconds = 300'] });
  const browser = await stage.browser();
  const pages = new Gallery(browser);
  await plugIn(browser);
  await createFirstAccount(browser, server);
  await browser.visit(`${server.origin}/2fa/add`);
  await addPasskey(browser, 'Yellow key');
  await keepBackupCodesOnPage(browser);
  await browser.press('Allow it alone');
  await browser.says('First prove that it is you');
  await browser.press('Use a passkey');
  await browser.says('Sign in with a passkey alone?');
  await pages.look('passkey-alone-allow');
  await browser.press('Allow it alone');
  await browser.says('A passkey alone signs in, without the password');
  await pages.look('two-step-passkey-alone');

  await signOut(browser, server);
  await pages.look('sign-in-with-passkey');
  await browser.press('Sign in with a passkey');
  await browser.says('The browser asks for the finger, face or PIN');
  await pages.look('passkey-alone');
  await browser.visit(`${server.origin}/language?to=fr&next=/sign-in/with-passkey`);
  await pages.look('passkey-alone-french');
  await browser.visit(`${server.origin}/language?to=en&next=/sign-in/with-passkey`);
  await browser.press('Use a passkey');
  await isIn(browser);
  await browser.visit(`${server.origin}/account/activity`);
  await browser.says('Signed in with a passkey alone.');
  await pages.isFlawless();
}, { limit: 400_000 });

story('without JavaScript the page says what a passkey needs, and the other ways stay', async (stage) => {
  const server = await stage.server();
  const [browser, plain] = await Promise.all([stage.browser(), stage.browser({ script: false })]);
  await plugIn(browser);
  await createFirstAccount(browser, server);
  await browser.visit(`${server.origin}/2fa/add`);
  await addPasskey(browser, 'Yellow key');
  await keepBackupCodesOnPage(browser);
  await signIn(plain, server);
  await plain.says('Passkeys need JavaScript.');
  assert.equal(await plain.offers('Use a passkey'), false);
  await plain.press('Another way');
  await plain.says('A backup code');
});

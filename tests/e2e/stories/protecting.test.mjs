// What an owner does against somebody who has the password: *It wasn't me* does all that it promises.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { answerNo, answerNumber, closeOutcome, proveWithApp } from '../driver/answering.mjs';
import { caughtAddress, caughtSoFar, switchOnHere } from '../driver/linking.mjs';
import { PASSWORD, REFUSED, isIn, numberOnPage, signIn, signOut } from '../driver/person.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

const NEW_PASSWORD = 'four green kettles wander';

/** The texts of all mails so far. */
async function mails(folder) {
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
  return Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
}

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
}, { limit: 240_000 });

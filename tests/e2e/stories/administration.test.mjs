// The pages for administrators in every state, and a reset from its start to the new sign-in: by axe in light and dark,
// at 320 pixels, with text of double size. The pictures lie in demo/pages.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { linkByTyping, proveByPhone as prove } from '../driver/by-phone.mjs';
import { Gallery } from '../driver/gallery.mjs';
import { PASSWORD, createFirstAccount, fillSignIn, keepBackupCodesOnPage, numberOnPage, signIn } from '../driver/person.mjs';
import { Phone } from '../driver/phone.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

const MAIL = ['[mail]', 'from = "Northlake Mail <mail@northlake.example>"', 'folder = "mail"'];

/** Links a phone as the first method of whoever is signed in here. */
async function link(browser, server, phone, user) {
  await browser.visit(`${server.origin}/2fa/add`);
  await browser.press('Countersign app');
  await linkByTyping(browser, phone, user);
  await keepBackupCodesOnPage(browser);
}

/** Lets the day of a waiting reset be over: the server stands still meanwhile. */
async function aDayLater(server) {
  await server.end();
  const code = 'import sqlite3,sys\ndb=sqlite3.connect(sys.argv[1])\ndb.execute("UPDATE resets SET matures_at = 1")\ndb.commit()';
  await promisify(execFile)('python3', ['-c', code, join(server.folder, 'data', 'countersign.db')]);
  await server.begin();
}

async function mails(server) {
  const folder = join(server.folder, 'mail');
  const files = await readdir(folder);
  return Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
}

story('an administrator looks after people, and a reset leads back in', async (stage) => {
  const server = await stage.server({ name: 'Northlake Mail', lines: MAIL });
  const [browser, other] = [await stage.browser(), await stage.browser()];
  const pages = new Gallery(browser);
  const [phone, lost] = [new Phone(server, 'Pixel 8'), new Phone(server, 'Léa’s very old phone with the long name')];
  const open = (path) => browser.visit(server.origin + path);

  await browser.visit(await server.setupLink());
  await createFirstAccount(browser, server);
  await open('/admin');
  await browser.says('Administrators need two-step verification');
  await pages.look('admin-needs-two-step');
  await link(browser, server, phone, 'robin');
  for (const name of ['léa', 'Alexandria Featherstonehaugh-Montgomery of Northlake', 'sam', 'theo']) await server.addAccount(name, PASSWORD);
  await signIn(other, server, 'léa');
  await other.at('/account');
  await link(other, server, lost, 'léa');

  // The pages.
  await open('/admin');
  await prove(browser, phone);
  await browser.says('5 people');
  await pages.look('admin-people');
  await browser.fill('User name', 'LÉ');
  await browser.press('Search');
  await browser.says('1 person');
  await pages.look('admin-people-found');
  for (const [path, name] of [['/admin/policy', 'admin-policy'], ['/admin/health', 'admin-health'], ['/admin/journal', 'admin-journal-empty'], ['/admin/invitations', 'admin-invitations']]) {
    await open(path);
    await pages.look(name);
  }
  await browser.fill('For whom', 'Noé, who joins in January');
  await browser.fill('Mail address', 'noe@example.org');
  await browser.press('Invite somebody');
  await browser.says('The invitation is ready');
  await pages.look('admin-invitation-made');
  assert.equal((await mails(server)).filter((mail) => mail.includes('To: noe@example.org')).length, 1);

  // One person.
  await open('/admin?name=l%C3%A9a');
  await browser.press('léa');
  await browser.says('The least for this account');
  await pages.look('admin-person');
  const here = (await browser.address()).pathname;
  await browser.press('Suspend');
  await browser.says('This account is suspended');
  await pages.look('admin-person-suspended');
  await signIn(other, server, 'léa');
  await other.says('This account is suspended');
  await new Gallery(other).look('sign-in-suspended');
  await browser.press('Let sign-ins go on');
  await browser.says('Suspend this account');
  await open(`${here}/activity`);
  await pages.look('admin-activity');

  // A reset that its owner cancels, and one that happens.
  await open(`${here}/reset`);
  await pages.look('admin-reset');
  await browser.press('Start the reset');
  await browser.says('All options end');
  await pages.look('admin-person-reset');
  await other.visit(`${server.origin}/sign-in`);
  await fillSignIn(other, 'léa');
  await lost.yes(await numberOnPage(other));
  await other.leaves('/sign-in/wait');
  await other.says('Your options for the second step end');
  await new Gallery(other).look('account-reset');
  await other.press('Cancel the reset');
  await until('nothing waits any more', async () => !(await other.offers('Cancel the reset')));
  await open(`${here}/reset`);
  await browser.press('Start the reset');
  await browser.says('All options end');
  await aDayLater(server);
  await until('the reset has happened', async () => {
    await open(here);
    return browser.saysNow('Needs a link to sign in after a reset');
  });
  await pages.look('admin-person-wants-link');
  await browser.press('Make a link');
  await browser.says('The link is ready');
  await pages.look('admin-recovery-link');
  const address = await browser.page.execute(() => document.getElementById('recovery-link').textContent.trim());
  await open('/admin/journal');
  await pages.look('admin-journal');
  await open('/language?to=fr&next=/admin/journal');
  await pages.look('admin-journal-french');
  await open(`/language?to=fr&next=${here}`);
  await pages.look('admin-person-french');

  await signIn(other, server, 'léa');
  await other.says('Sign in after the reset');
  await new Gallery(other).look('recover');
  await other.visit(address);
  await other.fill('User name', 'léa');
  await other.fill('Password', 'not this one');
  await other.press('Continue');
  await other.says('Name and password do not go together');
  await new Gallery(other).look('recover-wrong');
  await other.visit(address);
  await other.fill('User name', 'léa');
  await other.fill('Password', PASSWORD);
  await other.press('Continue');
  await other.at('/2fa');
  await link(other, server, new Phone(server, 'New phone'), 'léa');
  await pages.isFlawless();
}, { limit: 600_000 });

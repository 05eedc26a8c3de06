// The states of the server's pages that no other story comes through: each from all sides, as in `pages`. The pictures
// lie in demo/pages.
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { goOnToAdd, letIn, linkByTyping, proveByPhone } from '../driver/by-phone.mjs';
import { Gallery } from '../driver/gallery.mjs';
import { PASSWORD, backupCodesOnPage, createFirstAccount, keepBackupCodesOnPage, signIn, signOut, typeCode } from '../driver/person.mjs';
import { Phone } from '../driver/phone.mjs';
import { story } from '../driver/story.mjs';

const QR = 'Scan this with the Countersign app';
const database = (server) => join(server.folder, 'data', 'countersign.db');

/** The six digits of an authenticator app that was given this key (RFC 6238). */
async function codeOf(key, at = Date.now()) {
  const code = 'import base64,hmac,struct,sys\nk=base64.b32decode(sys.argv[1]+"="*(-len(sys.argv[1])%8))\nd=hmac.digest(k,struct.pack(">Q",int(sys.argv[2])//30000),"sha1")\no=d[19]&15\nprint("%06d"%((struct.unpack(">I",d[o:o+4])[0]&0x7fffffff)%1000000))';
  const { stdout } = await promisify(execFile)('python3', ['-c', code, key, String(at)]);
  return stdout.trim();
}

/** Changes the server's tables behind its back. */
function alter(server, statement) {
  const code = 'import sqlite3,sys\ndb=sqlite3.connect(sys.argv[1],timeout=20)\ndb.execute(sys.argv[2])\ndb.commit()';
  return promisify(execFile)('python3', ['-c', code, database(server), statement]);
}

/** Keeps the server from writing until it is let go. */
async function holdUp(server) {
  const code = 'import sqlite3,sys\ndb=sqlite3.connect(sys.argv[1],isolation_level=None,timeout=20)\ndb.execute("BEGIN IMMEDIATE")\nprint("held",flush=True)\nsys.stdin.read()';
  const child = spawn('python3', ['-c', code, database(server)], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return () => child.stdin.end();
}

/** Sends what stands in the form, without what the browser would say against it. */
async function sendAnyway(browser) {
  const before = await browser.load();
  await browser.page.execute(() => document.querySelector('main form').submit());
  await browser.loadsAfter(before);
}

story('two-step verification with everything that it can have, and what is left of things that are over', async (stage) => {
  const server = await stage.server({ name: 'Northlake Mail', lines: ['challenge_seconds = 300'] });
  const browser = await stage.browser();
  const pages = new Gallery(browser);
  const [phone, again] = [new Phone(server, 'Pixel 8'), new Phone(server, 'Pixel 8')];
  const open = (path) => browser.visit(server.origin + path);
  await browser.page.addVirtualAuthenticator('ctap2', 'usb', true, true, true, true);
  await createFirstAccount(browser, server);

  // An enrollment that was given up in another tab.
  await open('/2fa/add');
  await browser.press('Countersign app');
  await browser.says(QR);
  const { pathname } = await browser.address();
  await browser.press('Cancel');
  await browser.at('/2fa');
  await open(pathname);
  await browser.says('Start again');
  await pages.look('enroll-over');

  // Another app first: only its codes prove a change.
  await open('/2fa/add');
  await browser.press('Another authenticator app');
  await browser.says('Scan this with your authenticator app');
  await pages.look('authenticator-first');
  const key = (await (await browser.id('setup-key')).getText()).replaceAll(/\s/g, '');
  await browser.type('code', await codeOf(key));
  await browser.press('Activate');
  const codes = await backupCodesOnPage(browser);
  await keepBackupCodesOnPage(browser);
  await open('/2fa/add');
  await browser.press('Countersign app');
  await browser.says('First prove that it is you');
  await pages.look('prove-code');
  await browser.type('code', '000');
  await (await browser.id('prove-code')).click();
  await browser.says('This code is not right');
  await pages.look('prove-code-wrong');
  await browser.press('Use a backup code');
  await (await browser.id('backup-code')).setValue(codes[0]);
  await (await browser.id('prove-backup')).click();
  await browser.leaves('/prove/code');
  await goOnToAdd(browser, QR);
  await linkByTyping(browser, phone);

  // The same phone once more, and a passkey.
  await open('/2fa/add');
  await browser.press('Countersign app');
  await proveByPhone(browser, phone);
  await goOnToAdd(browser, QR);
  await browser.press('No camera? Type a setup code');
  const halves = await browser.page.execute(() => [...document.querySelectorAll('#typed-code span')].map((half) => half.textContent.trim()));
  await again.claim({ user: 'robin', setup_code: halves.slice(0, 2).join('') });
  await browser.says('Type the number that your phone shows');
  await pages.look('confirm-replaces');
  await browser.type('digits', (await again.account()).confirm);
  await browser.press('Activate');
  await browser.at('/2fa');
  await open('/2fa/add');
  await browser.press('Passkey or security key');
  await proveByPhone(browser, phone);
  await goOnToAdd(browser, 'Add a passkey or security key');
  await browser.fill('Name', 'Yellow key');
  await browser.press('Make the passkey');
  await browser.at('/2fa');

  // This browser is trusted since the first code, so that it asks without a number; in another way all the same.
  await signOut(browser, server);
  await signIn(browser, server);
  await browser.says('Answer the question on your phone');
  await browser.press('Another way');
  await browser.press('Scan a code with the app');
  await browser.says('Scan this code');
  await pages.look('wait-scan');
  await browser.press('Another way');
  await browser.press('A six-digit code');
  await typeCode(browser, await codeOf(key, Date.now() + 30_000));
  await browser.at('/account');
  await pages.look('account-everything');
  await open('/2fa');
  await browser.says('Yellow key');
  await pages.look('two-step-everything');
  await open('/2fa/switch-off');
  await browser.says('First prove that it is you');
  await pages.look('prove-too-new');
  await pages.isFlawless();
}, { limit: 600_000 });

story('all sign-ins stopped and let go on, and every page that says what went wrong', async (stage) => {
  const server = await stage.server({ name: 'Northlake Mail', lines: ['challenge_seconds = 300'] });
  const browser = await stage.browser();
  const pages = new Gallery(browser);
  const phone = new Phone(server, 'Pixel 8');
  const open = (path) => browser.visit(server.origin + path);
  await createFirstAccount(browser, server);
  await open('/2fa/add');
  await browser.press('Countersign app');
  await linkByTyping(browser, phone);
  const codes = await backupCodesOnPage(browser);
  await keepBackupCodesOnPage(browser);

  // Stopped by a backup code, let go on by another.
  await signOut(browser, server);
  await open('/freeze');
  await browser.fill('User name', 'robin');
  await browser.fill('One of your ten backup codes', codes[0]);
  await browser.press('Stop all sign-ins');
  await browser.at('/freeze');
  await browser.says('All sign-ins are stopped');
  await pages.look('frozen');
  await signIn(browser, server);
  await browser.at('/thaw');
  await pages.look('thaw-signed-out');
  await browser.fill('User name', 'robin');
  await browser.fill('Password', 'not this one');
  await browser.fill('One of your ten backup codes', codes[1]);
  await browser.press('Allow sign-ins again');
  await browser.says('do not go together');
  await pages.look('thaw-wrong');
  await browser.fill('User name', 'robin');
  await browser.fill('Password', PASSWORD);
  await browser.fill('One of your ten backup codes', codes[1]);
  await browser.press('Allow sign-ins again');
  await browser.says('Sign-ins go on');
  await pages.look('thawed');

  // Links that are spent, wrong or were never given.
  for (const [path, name] of [['/setup', 'setup-spent'], ['/invite#nothing', 'invite-token'], ['/recover#nothing', 'recover-token']]) {
    await open(path);
    await pages.look(name);
  }
  await open('/invite#nothing');
  await browser.fill('User name', 'sam');
  await browser.fill('Password', PASSWORD);
  await sendAnyway(browser);
  await pages.look('invite-wrong');

  // What goes wrong on the way, at the server's and at the sender's end.
  await signIn(browser, server);
  await letIn(browser, phone);
  await server.addAccount('sam', PASSWORD);
  const other = await stage.browser();
  await signIn(other, server, 'sam');
  await other.at('/account');
  const others = new Gallery(other);
  await other.visit(`${server.origin}/admin`);
  await others.look('problem-not-allowed');
  await other.visit(`${server.origin}/sign-out`);
  await others.look('problem-method');
  await other.visit(`${server.origin}/account/password`);
  await other.page.execute(() => {
    document.getElementById('password').value = 'x'.repeat(20_000);
  });
  await sendAnyway(other);
  await other.says('That was too much');
  await others.look('problem-too-large');
  const letGo = await holdUp(server);
  await other.visit(`${server.origin}/sign-in?fresh=1`);
  await other.fill('User name', 'sam');
  await other.fill('Password', PASSWORD);
  await sendAnyway(other);
  await other.says('Busy at the moment');
  letGo();
  await others.look('problem-unavailable');
  await alter(server, 'ALTER TABLE notices RENAME TO lost');
  await other.visit(`${server.origin}/account`);
  await other.says('Something went wrong here');
  await others.look('problem-unexpected');
  await others.isFlawless();
  await pages.isFlawless();
}, { limit: 600_000 });

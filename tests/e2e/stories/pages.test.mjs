// Every page of the server in every state: by axe in light and dark, at 320 pixels, with text of double size. The
// pictures lie in demo/pages. The phone has no window here: the app's screens have stories of their own.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { letIn, proveByPhone as prove, setupCode } from '../driver/by-phone.mjs';
import { Gallery } from '../driver/gallery.mjs';
import { PASSWORD, createFirstAccount, fillSignIn, numberOnPage, signIn, signOut, typeCode, typeDigits } from '../driver/person.mjs';
import { Phone } from '../driver/phone.mjs';
import { story } from '../driver/story.mjs';

async function ten(browser) {
  return browser.page.execute(() => [...document.querySelectorAll('#backup-codes li')].map((line) => line.textContent.trim()));
}

/** From the proof to what is added: by itself, or by one more button where the browser does not say where it comes from. */
async function goOn(browser, pages) {
  const words = await browser.says(/You proved that it is you|Scan this with/);
  if (words[0].startsWith('Scan')) return;
  await pages.look('add-go-on');
  await browser.press('Continue');
}

/** Gives what does not let in; the page says why. */
async function signInInVain(browser, server, name) {
  await browser.visit(`${server.origin}/sign-in`);
  await browser.fill('User name', name);
  await browser.fill('Password', 'not this one');
  const before = await browser.load();
  await browser.press('Sign in');
  await browser.loadsAfter(before);
}

/** The address that the app opens for *Log in from this device*. */
function authorizeAddress(server, phone) {
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: 'countersign',
    redirect_uri: 'countersign://oauth/callback',
    scope: 'device:enroll',
    state: 'state',
    code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
    code_challenge_method: 'S256',
    dpop_jkt: phone.pop.thumbprint,
    device_name: phone.name,
    platform: 'android',
  });
  return `${server.origin}/oauth/authorize?${parameters}`;
}

story('every page in every state is whole, readable and open to all', async (stage) => {
  const server = await stage.server({ name: 'Northlake Mail', lines: ['challenge_seconds = 300'] });
  const browser = await stage.browser();
  const pages = new Gallery(browser);
  const phone = new Phone(server, 'Pixel 8');
  const open = (path) => browser.visit(server.origin + path);

  // Coming in.
  await browser.visit(await server.setupLink());
  await pages.look('setup');
  await browser.fill('User name', 'robin');
  await browser.fill('Password', 'password1234567');
  await browser.press('Create account');
  await browser.says('Too easy to guess');
  await pages.look('setup-wrong');
  await createFirstAccount(browser, server);
  await pages.look('two-step-off');
  await open('/account');
  await pages.look('account-off');
  await open('/2fa/add');
  await pages.look('add');

  // Linking.
  await browser.press('Countersign app');
  await browser.says('Scan this with the Countersign app');
  await pages.look('enroll');
  await browser.press('No camera? Type a setup code');
  await pages.look('enroll-typed');
  await phone.claim({ user: 'robin', setup_code: await setupCode(browser) });
  await browser.says('Type the number that your phone shows');
  await pages.look('confirm');
  const { confirm } = await phone.account();
  await browser.type('digits', confirm === '000000' ? '111111' : '000000');
  await browser.press('Activate');
  await browser.says('These are not the digits');
  await pages.look('confirm-wrong');
  await browser.type('digits', confirm);
  await browser.press('Activate');
  await browser.says('Keep these ten backup codes');
  const codes = await ten(browser);
  assert.equal(codes.length, 10);
  await pages.look('backup-codes');
  await pages.print('backup-codes');
  await browser.press('I have kept them');
  await browser.press('Done');
  await browser.leaves('/2fa/backup-codes');
  await pages.look('two-step-on');

  // Signing in: the plain question, another way, a code.
  await signOut(browser, server);
  await pages.look('sign-in');
  await signInInVain(browser, server, 'robin');
  await browser.says('Name and password do not go together');
  await pages.look('sign-in-wrong');
  await signIn(browser, server);
  await browser.says('Answer the question on your phone');
  await pages.look('wait-tap');
  await open('/language?to=fr&next=/sign-in/wait');
  await pages.look('wait-tap-french');
  await open('/language?to=en&next=/sign-in/other-ways');
  await pages.look('other-ways');
  await open('/sign-in/backup-code');
  await pages.look('backup-code');
  await typeCode(browser, '0000-0000');
  await browser.says('not one of your backup codes');
  await pages.look('backup-code-wrong');
  await open('/sign-in/code');
  await pages.look('code');
  await typeCode(browser, '000');
  await browser.says('This code is not right');
  await pages.look('code-wrong');
  await open('/sign-in/wait');
  await letIn(browser, phone);

  // A phone without network.
  await signOut(browser, server);
  await signIn(browser, server);
  await browser.press('My phone has no network');
  await browser.says('Scan this code, then type what the app shows');
  await pages.look('wait-offline');
  await open('/language?to=fr&next=/sign-in/wait');
  await pages.look('wait-offline-french');
  await open('/language?to=en&next=/sign-in/wait');
  const link = await (await browser.id('open-here')).getAttribute('href');
  const digits = await phone.digits(link);
  const others = digits.replace(/./g, (digit) => (digit === '9' ? '0' : '9'));
  await typeDigits(browser, others);
  await browser.says('2 tries are left');
  await pages.look('wait-offline-wrong');
  await typeDigits(browser, digits);
  await browser.at('/account');
  await signOut(browser, server);
  await signIn(browser, server);
  await browser.press('My phone has no network');
  for (const left of ['2 tries are left', 'One try is left', 'Three times the wrong digits']) {
    await typeDigits(browser, others);
    await browser.says(left);
  }
  await pages.look('wait-failed-offline');
  await browser.press('Start again');
  await signIn(browser, server);
  await letIn(browser, phone);

  // Two at once, NO, three wrong numbers.
  await signOut(browser, server);
  await signIn(browser, server);
  const second = await stage.browser();
  await signIn(second, server);
  await second.says('Another sign-in is waiting.');
  await new Gallery(second).look('wait-second');
  await browser.says('then type this number there');
  await pages.look('wait-number');
  await second.close();
  await phone.no();
  await browser.says('You said NO on Pixel 8');
  await pages.look('wait-declined');
  await signIn(browser, server);
  const number = await numberOnPage(browser);
  for (const wrong of ['00', '11', '22', '33'].filter((each) => each !== number).slice(0, 3)) await phone.yes(wrong);
  await browser.says('Three wrong numbers');
  await pages.look('wait-failed');

  // Guessing codes until they are paused; a backup code works all the same, and is told.
  await signIn(browser, server);
  await open('/sign-in/code');
  for (let tries = 0; tries < 11; tries += 1) await typeCode(browser, '000');
  await browser.says('Too many wrong codes');
  await pages.look('codes-paused');
  await open('/sign-in/backup-code');
  await typeCode(browser, codes[0]);
  await browser.at('/account');
  await browser.says('Since you were last here');
  await pages.look('account');
  await open('/2fa');
  await pages.look('two-step-notices');

  // Proofs, and what they are for.
  await open('/2fa/backup-codes/new');
  await pages.look('prove');
  await browser.press('Use a backup code');
  await browser.fill('One of your ten backup codes', codes[0]);
  await pages.look('prove-backup-code');
  await open('/2fa/backup-codes/new');
  await browser.press('Ask my phone');
  await browser.says('then type this number there');
  await pages.look('prove-number');
  await phone.no();
  await browser.says('Answered NO. Nothing was changed.');
  await pages.look('prove-declined');
  await prove(browser, phone);
  await pages.look('new-codes');
  for (const [path, name] of [['/2fa/switch-off', 'switch-off'], ['/2fa/policy', 'policy'], ['/account/password', 'password'], ['/account/activity', 'activity'], ['/secure', 'secure'], ['/admin/invitations', 'invitations']]) {
    await open(path);
    if ((await browser.address()).pathname === '/prove') await prove(browser, phone);
    await browser.at(path);
    await pages.look(name);
  }
  await browser.fill('For whom', 'Léa, for the workshop');
  await browser.press('Invite somebody');
  await browser.says('The invitation is ready');
  await pages.look('invitation-made');
  await open('/account/password');
  await browser.fill('Current password', 'not this one');
  await browser.fill('New password', 'nine slow lanterns drift');
  await browser.press('Save the new password');
  await browser.says('This is not your current password.');
  await pages.look('password-wrong');
  await open('/2fa/enrollments');
  if ((await browser.address()).pathname === '/sign-in') {
    await pages.look('sign-in-fresh');
    await fillSignIn(browser);
    await letIn(browser, phone);
  }
  await prove(browser, phone);
  await goOn(browser, pages);
  await browser.says('Scan this with the Countersign app');
  const tablet = new Phone(server, 'Robin’s very old tablet with the long name in the kitchen');
  await browser.press('No camera? Type a setup code');
  await tablet.claim({ user: 'robin', setup_code: await setupCode(browser) });
  await browser.says('Type the number that your phone shows');
  await browser.type('digits', (await tablet.account()).confirm);
  await browser.press('Activate');
  await browser.at('/2fa');
  await pages.look('two-step-two-devices');
  await open(`/2fa/devices/${tablet.id}/remove`);
  await prove(browser, phone);
  await pages.look('remove');
  await open('/2fa/authenticators');
  await prove(browser, phone);
  await goOn(browser, pages);
  await browser.says('Scan this with your authenticator app');
  await pages.look('authenticator');
  await typeCodeAndSend(browser, '000');
  await pages.look('authenticator-wrong');

  // What is for nobody in particular.
  for (const [path, name] of [
    ['/invite', 'invite'],
    ['/e#v=1&c=GSrR7l1J8YcJ8m3sLaA8VQ&k=sYk16n84Yk4IJk09zTfGViujxq6anWYDAJP4gu8kAzo', 'enroll-link'],
    ['/freeze', 'freeze-signed-in'],
    ['/thaw', 'thaw'],
    ['/take-back?mark=nothing', 'take-back-over'],
    ['/nothing', 'problem-not-found'],
    ['/prove?reason=nothing', 'problem-malformed'],
  ]) {
    await open(path);
    await pages.look(name);
  }
  await signOut(browser, server);
  await open('/freeze');
  await pages.look('freeze');
  await browser.fill('User name', 'robin');
  await browser.fill('One of your ten backup codes', '0000-0000');
  await browser.press('Stop all sign-ins');
  await browser.says('do not go together');
  await pages.look('freeze-wrong');
  // What was guessed at the beginning counts only on a quick machine.
  const paused = 'Too many wrong passwords from here';
  for (let tries = 0; tries < 20 && !(await browser.saysNow(paused)); tries += 1) await signInInVain(browser, server, 'nobody');
  await browser.says(paused);
  await pages.look('sign-in-paused');
  await open('/sign-in');
  await browser.page.execute(() => document.querySelector('[name=csrf]').remove());
  await browser.fill('User name', 'robin');
  await browser.fill('Password', PASSWORD);
  await browser.press('Sign in');
  await browser.says('This form is too old');
  await pages.look('problem-forgery');
  // From this device; last, because the way back to an app that is not there leaves a question in the browser.
  const other = new Phone(server, 'Robin’s laptop');
  await browser.visit(authorizeAddress(server, other));
  await browser.says('Give your password once more');
  await fillSignIn(browser);
  await letIn(browser, phone);
  await prove(browser, phone);
  await browser.says('Link the app on this device?');
  await pages.look('authorize');
  await browser.press('Cancel');
  await browser.says('Nothing was linked');
  await pages.look('authorize-cancelled');
  assert.ok(pages.seen.length > 45, `${pages.seen.length} pages`);
  await pages.isFlawless();
}, { limit: 1_500_000 });

/** Types a code where the other authenticator app is confirmed. */
async function typeCodeAndSend(browser, code) {
  const before = await browser.load();
  await browser.type('code', code);
  await browser.press('Activate');
  await browser.loadsAfter(before);
}

story('pages that need no script are as whole without it', async (stage) => {
  const server = await stage.server({ name: 'Northlake Mail', lines: ['challenge_seconds = 60'] });
  await server.addAccount('robin', PASSWORD);
  const browser = await stage.browser();
  const pages = new Gallery(browser, { script: false });
  const phone = new Phone(server, 'Pixel 8');
  const open = (path) => browser.visit(server.origin + path);
  await pages.begin();
  await open('/invite');
  await pages.look('no-script-invite');
  await open('/e');
  await pages.look('no-script-enroll-link');
  await signIn(browser, server);
  await open('/2fa/add');
  await browser.press('Countersign app');
  await browser.says('Scan this with the Countersign app');
  await pages.look('no-script-enroll', { axe: false });
  await browser.press('No camera? Type a setup code');
  await phone.claim({ user: 'robin', setup_code: await setupCode(browser) });
  await browser.says('Type the number that your phone shows');
  await pages.look('no-script-confirm');
  await browser.type('digits', (await phone.account()).confirm);
  await browser.press('Activate');
  await browser.says('Keep these ten backup codes');
  await pages.look('no-script-backup-codes');
  await signOut(browser, server);
  await signIn(browser, server);
  await browser.says('Answer the question on your phone');
  await pages.look('no-script-wait-tap', { axe: false });
  await phone.yes();
  await browser.says('Answered YES');
  await pages.look('no-script-wait-approved');
  await browser.press('Continue');
  await browser.at('/account');
  await signOut(browser, server);
  await signIn(browser, server);
  await browser.says('Nobody answered in time', 90_000);
  await pages.look('no-script-wait-expired');
  await pages.isFlawless();
}, { limit: 400_000 });

story('authorizing the first device needs no script either', async (stage) => {
  const server = await stage.server({ name: 'Northlake Mail', lines: ['challenge_seconds = 300'] });
  await server.addAccount('robin', PASSWORD);
  const browser = await stage.browser();
  const pages = new Gallery(browser, { script: false });
  await pages.begin();
  await browser.visit(authorizeAddress(server, new Phone(server, 'Pixel 8')));
  await pages.look('no-script-sign-in-fresh');
  await fillSignIn(browser);
  await browser.says('Link the app on this device?');
  await pages.look('no-script-authorize-first');
  await browser.press('Authorize');
  await browser.says('Go back to the app');
  await pages.look('no-script-authorize-return', { axe: false });
  await pages.isFlawless();
});

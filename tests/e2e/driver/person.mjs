// What a person does on the server's pages, by the words that stand on them.
import { step } from './steps.mjs';
import { until } from './processes.mjs';

/** Good enough for every server; each story may bring its own. */
export const PASSWORD = 'plum kettle orbit 41';

/** What the sign-in page says of any wrong name or password. */
export const REFUSED = 'Name and password do not go together.';
/** What it says of an account that an administrator has suspended. */
const SUSPENDED = 'This account is suspended.';

/** Uses the setup link that the server made: the first account, signed in. */
export function createFirstAccount(browser, server, name = 'robin', password = PASSWORD) {
  return step(`${name} opens the setup link and makes the first account`, async () => {
    await browser.visit(await server.setupLink());
    await browser.says('Create the first account');
    await browser.fill('User name', name);
    await browser.fill('Password', password);
    await browser.press('Create account');
    await browser.leaves('/setup');
  });
}

/** Gives name and password; where it leads then, the story says. */
export function signIn(browser, server, name = 'robin', password = PASSWORD) {
  return step(`${name} signs in with name and password`, async () => {
    await browser.visit(`${server.origin}/sign-in`);
    await fillSignIn(browser, name, password);
  });
}

/** Fills in the sign-in page that the browser shows. */
export async function fillSignIn(browser, name = 'robin', password = PASSWORD) {
  if ((await (await browser.css('[name="name"]')).getValue()) !== name) await browser.fill('User name', name);
  await browser.fill('Password', password);
  await browser.press('Sign in');
  await until('the server has looked at the password', async () => !(await browser.offers('Sign in')) || (await browser.saysNow(REFUSED)) || (await browser.saysNow(SUSPENDED)));
}

/** Signs in where no second step is asked. */
export async function signInWithPasswordAlone(browser, server, name, password) {
  await signIn(browser, server, name, password);
  await browser.at('/account');
}

export function signOut(browser, server) {
  return step('signs out', async () => {
    await browser.visit(`${server.origin}/account`);
    await browser.press('Sign out');
    await browser.at('/sign-in');
  });
}

/** Waits until the browser is in. */
export function isIn(browser, limit) {
  return step('the page goes on by itself', () => browser.at('/account', limit));
}

/** The number that a waiting page shows. */
export async function numberOnPage(browser) {
  const shown = await browser.id('number');
  return (await shown.getProperty('textContent')).replaceAll(/\D/g, '');
}

/** Signs in with six digits instead of an answer. */
export function signInWithCode(browser, digits) {
  return step('types a six-digit code on the page', async () => {
    await openOtherWay(browser, 'A six-digit code');
    await typeCode(browser, digits);
  });
}

/** Signs in with a backup code instead of an answer. */
export function signInWithBackupCode(browser, code) {
  return step('types a backup code on the page', async () => {
    await openOtherWay(browser, 'A backup code');
    await typeCode(browser, code);
  });
}

async function openOtherWay(browser, way) {
  if ((await browser.address()).pathname === '/sign-in/wait') await browser.press('Another way');
  await browser.press(way);
}

/** Types into the one field of a code page and sends it. */
export async function typeCode(browser, code) {
  const before = await browser.load();
  await browser.type('code', code);
  await browser.press('Continue');
  await browser.loadsAfter(before);
}

/** Types the app's eight digits on the page of a phone without network. */
export async function typeDigits(browser, digits) {
  const before = await browser.load();
  await browser.type('digits', digits);
  await browser.press('Continue');
  await browser.loadsAfter(before);
}

/** Opens the page that shows a QR code for the app, proving first where the account asks for it. */
export function openEnrollment(browser, server, prove) {
  return step('opens two-step verification and chooses the Countersign app', async () => {
    await browser.visit(`${server.origin}/2fa`);
    await browser.press((await browser.offers('Add an option')) ? 'Add an option' : 'Activate');
    await browser.says('Which option do you want to add?');
    await browser.press('Countersign app');
    const words = await browser.says(/Scan this with the Countersign app|First prove that it is you/);
    if (words[0].startsWith('First')) {
      await prove();
      // With JavaScript the page goes on by itself from here.
      const next = await browser.says(/You proved that it is you\.|Scan this with the Countersign app/);
      if (next[0].startsWith('You') && (await browser.offers('Continue'))) await browser.press('Continue');
    }
    await browser.says('Scan this with the Countersign app');
  });
}

/** The ten backup codes on the page, as they stand there. */
export async function backupCodesOnPage(browser) {
  await browser.says('Keep these ten backup codes');
  return browser.page.execute(() => [...document.querySelectorAll('#backup-codes li')].map((line) => line.textContent.trim()));
}

/** The tick and Done. */
export function keepBackupCodesOnPage(browser) {
  return step('ticks on the page that the backup codes are kept', async () => {
    await browser.press('I have kept them');
    await browser.press('Done');
    await browser.leaves('/2fa/backup-codes');
  });
}

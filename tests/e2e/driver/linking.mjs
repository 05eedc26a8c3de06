// Linking the app with an account, in both ways, by the words on the two screens.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { givePicture } from './pictures.mjs';
import { backupCodesOnPage, fillSignIn, keepBackupCodesOnPage, openEnrollment, PASSWORD } from './person.mjs';
import { until } from './processes.mjs';
import { step } from './steps.mjs';

/** Opens the list of ways to add an account, from an empty app or by the blue plus. */
export function openAdding(app) {
  return step('asks the app for a new account', async () => {
    await until('the app offers to add an account', async () => {
      if (await app.saysNow('Where do you want to sign in?')) return true;
      if (await app.offers('Back to accounts')) await app.press('Back to accounts');
      for (const name of ['Add your first account', 'Add an account']) {
        const control = await app.controlNow(name);
        if (control) {
          await control.click();
          return app.says('Where do you want to sign in?');
        }
      }
      return false;
    });
  });
}

/** From the list of ways to the screen that takes a picture. */
export function openPictureOfComputer(app) {
  return step('chooses “Log in from a computer” and reads the four steps', async () => {
    await openAdding(app);
    await app.press('Log in from a computer');
    await app.says('Press Activate, or Add an option');
    await app.press('Continue');
    await app.says('Give the QR code as a picture');
  });
}

/** The person's word that this server may be asked, where the app wants it. */
export async function confirmServer(app, server) {
  await step(`says that the app may ask ${server.origin}`, async () => {
    await app.says('Link this device to this server?');
    await app.says(server.origin.replace(/^https?:\/\//, ''));
    await app.press('Link');
  });
}

/** The six digits that the app shows for the page. */
export async function digitsInApp(app) {
  await app.says(/Type this number on the (computer|page)/);
  return until('six digits in the app', async () => {
    const shown = await codesShown(app);
    return shown.find((digits) => /^\d{6}$/.test(digits));
  });
}

/** The codes and numbers that the app's screen shows, without gaps. */
export async function codesShown(app) {
  return app.page.execute(() =>
    [...document.querySelectorAll('.code')]
      .filter((each) => each.getBoundingClientRect().width > 0 && !each.closest('[inert]'))
      .map((each) => each.textContent.replaceAll(/\s/g, '')),
  );
}

/** Gives the app a picture of the page's QR code, and types its six digits on the page: the device is linked. */
export async function linkFromComputer(app, browser, server, { prove, whole = false } = {}) {
  await openEnrollment(browser, server, prove);
  await giveQrCode(app, browser, { whole });
  await confirmServer(app, server);
  return typeDigitsOnPage(app, browser);
}

/** A picture of the page (whole or only its QR code), made of its pixels, and given to the app. */
export function giveQrCode(app, browser, { whole = false, how = 'file' } = {}) {
  return step('gives the app a picture of the page’s QR code', async () => {
    await openPictureOfComputer(app);
    const file = join(app.desktop.folder, 'qr.png');
    const box = await browser.id('qr');
    await until('the QR code is drawn', () => browser.page.execute(() => [...document.images].every((each) => each.complete && each.naturalWidth > 0)));
    if (whole) await browser.picture(file);
    else {
      // What is below the window's edge is on no picture.
      await box.scrollIntoView({ block: 'center' });
      await box.saveScreenshot(file);
    }
    await givePicture(app, file, how);
  });
}

/** Types the six digits on the page. If they are the first method's, both sides show the ten backup codes. */
export function typeDigitsOnPage(app, browser, { digits } = {}) {
  return step('types the app’s six digits on the page', async () => {
    await browser.says('Type the number that your phone shows');
    const shown = digits ?? (await digitsInApp(app));
    await browser.type('digits', shown);
    await browser.press('Activate');
    return shown;
  });
}

/** The backup codes that the app shows. */
export function backupCodesInApp(app) {
  return step('reads the ten backup codes in the app', async () => {
    await app.says('Keep these ten backup codes');
    return until('ten backup codes', async () => {
      const codes = (await app.text()).match(/\b[0-9A-HJKMNP-TV-Z]{4}[\s-]{1,2}[0-9A-HJKMNP-TV-Z]{4}\b/g) ?? [];
      return codes.length === 10 ? codes.map((code) => code.replaceAll(/[\s-]/g, '')) : null;
    });
  });
}

/** The tick in the app, then the list. */
export function keepBackupCodesInApp(app) {
  return step('says in the app that the backup codes are kept', async () => {
    await app.press('I have kept them');
    await app.press('Done');
    await inList(app);
  });
}

/** Comes to the list of accounts. */
export function inList(app, limit) {
  return until('the list of accounts', async () => {
    if (await app.saysNow('I have kept them')) return false;
    // On a phone's screen one account covers the list.
    const back = await app.controlNow('Back to accounts');
    if (back) await back.click();
    return !back && (await app.offers('Add an account'));
  }, limit);
}

/** Another method of an account is linked: no backup codes, and back to the list. */
export async function isLinkedToo(app) {
  await app.says('is linked');
  await app.press('Done');
  await inList(app);
}

/** The first method of an account, by the QR code; backup codes kept on both sides. Leaves the app at its list. */
export async function switchOn(app, browser, server, options = {}) {
  await linkFromComputer(app, browser, server, options);
  const onPage = await backupCodesOnPage(browser);
  const inApp = await backupCodesInApp(app);
  await keepBackupCodesOnPage(browser);
  await keepBackupCodesInApp(app);
  return { onPage: onPage.map((code) => code.replaceAll(/[\s-]/g, '')), inApp };
}

/** The address that the app wanted to open in the system's browser, the newest one. */
export function caughtAddress(app, before = 0) {
  return step('the app opens the system browser', () =>
    until('the app opens an address', async () => {
      const lines = (await readFile(app.browsed, 'utf8').catch(() => '')).trim().split('\n').filter(Boolean);
      return lines.length > before ? lines.at(-1) : null;
    }),
  );
}

/** How many addresses the app has opened so far. */
export async function caughtSoFar(app) {
  return (await readFile(app.browsed, 'utf8').catch(() => '')).trim().split('\n').filter(Boolean).length;
}

/** “Log in from this device” up to the page that the app opens in the browser. */
export async function openFromThisDevice(app, server) {
  return step('chooses “Log in from this device”', async () => {
    await openAdding(app);
    await app.press('Log in from this device');
    await app.says('Which account server?');
    const field = await app.fill('Server address', server.origin);
    if ((await field.getValue()) !== server.origin) throw new Error('the address was not taken');
    const before = await caughtSoFar(app);
    await app.press('Continue');
    await confirmServer(app, server);
    const address = await caughtAddress(app, before);
    await app.says('The browser is open');
    return address;
  });
}

/** The whole way of “Log in from this device”; `second` answers the second step where there is one. */
export async function linkFromThisDevice(app, browser, server, { name = 'robin', password = PASSWORD, second } = {}) {
  const address = await openFromThisDevice(app, server);
  await step('signs in in the browser', async () => {
    await browser.visit(address);
    await fillSignIn(browser, name, password);
    if (second) await second();
  });
  await step('presses Authorize', async () => {
    await browser.says('Link the app on this device?');
    await browser.press('Authorize');
  });
  return address;
}

/** The first method of an account, by “Log in from this device”. Leaves the app at its list, the browser trusted. */
export async function switchOnHere(app, browser, server, options = {}) {
  await linkFromThisDevice(app, browser, server, options);
  await browser.says('Return to the app');
  const inApp = await backupCodesInApp(app);
  await keepBackupCodesInApp(app);
  return { inApp };
}

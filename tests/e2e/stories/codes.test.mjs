// Codes: without a network, used once, and for any other service.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Cable } from '../driver/cable.mjs';
import { copyInBrowser } from '../driver/clipboard.mjs';
import { readCode, totp } from '../driver/codes.mjs';
import { inList, openAdding, openPictureOfComputer, switchOn } from '../driver/linking.mjs';
import { PASSWORD, isIn, signIn, signInWithBackupCode, signInWithCode, signOut, typeCode } from '../driver/person.mjs';
import { givePicture } from '../driver/pictures.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

const picture = (name) => fileURLToPath(new URL(`../pictures/${name}.png`, import.meta.url));

/** Whether a code in the app is the standard's for this secret, now or at the turn of a step. */
async function assertCode(app, service, secret, options) {
  const period = options?.period ?? 30;
  await until(`${service} shows the code of RFC 6238`, async () => {
    const before = totp(secret, Date.now() / 1000, options);
    const shown = await readCode(app, service);
    return [before, totp(secret, Date.now() / 1000, options)].includes(shown) || null;
  }, period * 1000);
}

story('an app without network, started cold, shows a code that the server takes, once', async (stage) => {
  const cable = stage.keep(await Cable.lay());
  const server = await stage.server({ lines: cable.lines });
  await server.addAccount('robin', PASSWORD);
  const desktop = await stage.desktop();
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ desktop, server })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await signOut(browser, server);

  cable.cut();
  await app.close();
  const cold = await stage.app({ desktop, server });
  await cold.says('No connection. Codes still work.', 30_000);
  // Nothing that a page is given can change what all objects have, once the first picture is there.
  await until('the prototype of all objects is frozen', () => cold.page.execute(() => Object.isFrozen(Object.prototype)));
  // The system's letters by their name: `system-ui` alone is looked up anew for each size.
  const written = await cold.page.execute(() => getComputedStyle(document.querySelector('h1')).fontFamily);
  assert.match(written, /^(?!system-ui).+, system-ui, sans-serif$/);
  await signIn(browser, server);
  await browser.says('Answer the question on your phone');
  const code = await readCode(cold, 'Example');
  await signInWithCode(browser, code);
  await isIn(browser);
  assert.equal(await cold.offers('YES'), false, 'nothing reached the app');

  await signOut(browser, server);
  await signIn(browser, server);
  await signInWithCode(browser, code);
  await browser.says('This code was used before: each works once.');
});

story('a backup code lets in once and not twice', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  await signIn(browser, server);
  const { inApp } = await switchOn(app, browser, server);
  await signOut(browser, server);

  await signIn(browser, server);
  await signInWithBackupCode(browser, inApp[3]);
  await isIn(browser);
  await browser.says('A backup code was used.');
  await browser.visit(`${server.origin}/2fa`);
  await browser.says('9 of 10 left');

  await signOut(browser, server);
  await signIn(browser, server);
  await signInWithBackupCode(browser, inApp[3]);
  await browser.says('This backup code was used before.');
  await typeCode(browser, `${inApp[4].slice(0, 4)}-${inApp[4].slice(4)}`.toLowerCase());
  await isIn(browser);
});

story('accounts of any other service, by picture, by what is in the clipboard, and by a typed key', async (stage) => {
  const [browser, app] = await Promise.all([stage.browser(), stage.app()]);
  await openAdding(app);
  await app.press('Picture, screenshot or clipboard');
  await givePicture(app, picture('otpauth'));
  await app.says('Add Orchard?');
  await app.press('Add');
  await inList(app);
  await assertCode(app, 'Orchard', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');

  await openAdding(app);
  await app.press('Picture, screenshot or clipboard');
  await givePicture(app, picture('otpauth-sha256'), 'drop');
  await app.says('Add Harbor?');
  await app.press('Add');
  await inList(app);
  await assertCode(app, 'Harbor', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA', { algorithm: 'sha256', digits: 8 });

  await copyInBrowser(browser, 'otpauth://totp/Quarry:ada?secret=KRSXG5CTMVRXEZLUKN2XAZLSMFYGK4TB&issuer=Quarry&period=60');
  await openAdding(app);
  await app.press('Picture, screenshot or clipboard');
  await app.press('Paste from the clipboard');
  await app.says('Add Quarry?');
  await app.press('Add');
  await inList(app);
  await assertCode(app, 'Quarry', 'KRSXG5CTMVRXEZLUKN2XAZLSMFYGK4TB', { period: 60 });

  await openAdding(app);
  await app.press('Type a setup key');
  await app.fill('Service', 'Tannery');
  await app.fill('Account', 'ada');
  await app.fill('Setup key', 'mfrg gzdf mztw q2lk nnwg 23tp obyx e43u');
  await app.press('Continue');
  await app.says('Add Tannery?');
  await app.press('Add');
  await inList(app);
  await assertCode(app, 'Tannery', 'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U');
});

story('the server’s own setup key for another authenticator app, read from the page’s pixels, signs in', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app()]);
  await signIn(browser, server);
  await browser.visit(`${server.origin}/2fa`);
  await browser.press('Activate');
  await browser.press('Another authenticator app');
  const box = await browser.id('qr');
  await box.saveScreenshot(`${app.desktop.folder}/qr.png`);
  const key = (await browser.page.execute(() => document.getElementById('setup-key').textContent)).replaceAll(/\s/g, '');
  await openPictureOfComputer(app);
  await givePicture(app, `${app.desktop.folder}/qr.png`, 'paste');
  await app.says('Add Example?');
  await app.press('Add');
  await inList(app);
  await assertCode(app, 'Example', key);

  const first = await readCode(app, 'Example');
  await browser.type('code', first);
  await browser.press('Activate');
  await browser.says('Keep these ten backup codes');
  await signOut(browser, server);
  await signIn(browser, server);
  // This step's code is used up by the activation.
  const next = await until('the next code', async () => {
    const now = await readCode(app, 'Example');
    return now !== first ? now : null;
  }, 40_000);
  await typeCode(browser, next);
  await isIn(browser);
});

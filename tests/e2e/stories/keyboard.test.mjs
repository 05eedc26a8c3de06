// The main story by the keyboard alone in the app’s window, and every screen of it without barriers, light and dark.
import assert from 'node:assert/strict';
import { barriers } from '../driver/accessibility.mjs';
import { CHANGES, questionArrives } from '../driver/answering.mjs';
import { chooseInMenu, pressByKey, tabTo, tabToRow, typeByKey } from '../driver/keyboard.mjs';
import { backupCodesInApp, digitsInApp, typeDigitsOnPage } from '../driver/linking.mjs';
import { backupCodesOnPage, isIn, keepBackupCodesOnPage, numberOnPage, openEnrollment, PASSWORD, signIn, signOut } from '../driver/person.mjs';
import { Phone } from '../driver/phone.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

/** The setup code that the page shows. */
async function setupCode(browser) {
  await browser.press('No camera? Type a setup code');
  return (await (await browser.id('typed-code')).getText()).replaceAll(/\s/g, '');
}

/** YES, the number of the page, YES, and back to where the app was. */
async function answerNumberByKey(app, number, inspect) {
  await pressByKey(app, 'YES', 'Space');
  await app.says('Type the number on the sign-in page');
  await inspect('number');
  await until('the field has the focus', () => app.page.execute(() => document.activeElement.matches('input')));
  await app.keys(...number);
  await app.named('It is the number');
  await pressByKey(app, 'YES');
  await app.says(/Signed\./);
  await pressByKey(app, (await app.offers('Done')) ? 'Done' : 'Close');
}

for (const look of ['light', 'dark']) {
  story(`by the keyboard alone, without barriers on any screen, ${look}`, async (stage) => {
    const server = await stage.server();
    await server.addAccount('robin', PASSWORD);
    const desktop = await stage.desktop('robin', { dark: look === 'dark' });
    const [browser, app] = await Promise.all([stage.browser(), stage.app({ desktop, server })]);
    assert.equal(await app.page.execute(() => matchMedia('(prefers-color-scheme: dark)').matches), look === 'dark');
    const found = [];
    const inspect = async (screen) => {
      for (const barrier of await barriers(app)) found.push(`${screen}: ${barrier}`);
    };

    await app.says('The second signature on every sign-in');
    await inspect('first run');
    await pressByKey(app, 'Settings');
    await app.says('Appearance');
    await inspect('settings');
    await app.page.keys('Escape');
    await pressByKey(app, 'Add your first account');
    await app.says('Where do you want to sign in?');
    await inspect('ways');
    await pressByKey(app, 'Type a setup key');
    await app.says('Codes for another service');
    await inspect('setup key');
    await app.page.keys('Escape');
    await app.says('Where do you want to sign in?');
    await pressByKey(app, 'Log in from this device');
    await app.says('Which account server?');
    await inspect('this device');
    await app.page.keys('Escape');
    await pressByKey(app, 'Log in from a computer', 'Space');
    await app.says('Press Activate, or Add an option');
    await inspect('computer');
    await pressByKey(app, 'Continue');
    await app.says('Give the QR code as a picture');
    await inspect('picture');
    await pressByKey(app, 'Type a setup code');
    await app.says('What does the page show?');
    await inspect('setup code');

    await signIn(browser, server);
    await openEnrollment(browser, server);
    const code = await setupCode(browser);
    await typeByKey(app, 'Server address', server.origin);
    await typeByKey(app, 'User name', 'robin');
    await typeByKey(app, 'Setup code', code);
    await app.page.keys('Enter');
    await app.says('Link this device to this server?');
    await inspect('new server');
    await pressByKey(app, 'Link');
    await digitsInApp(app);
    await inspect('six digits');
    await typeDigitsOnPage(app, browser);
    await backupCodesOnPage(browser);
    await backupCodesInApp(app);
    await inspect('backup codes');
    await keepBackupCodesOnPage(browser);
    await tabTo(app, 'I have kept them');
    await app.page.keys('Space');
    await pressByKey(app, 'Done');
    await app.says('Devices that can answer');
    await inspect('account');
    await app.page.keys('Escape');
    await app.named('Add an account');
    await inspect('list');
    await tabToRow(app, 'Example');
    await app.page.keys('Enter');
    // In a code's last three seconds it is the next one.
    await app.says(/(Copied|Next code copied)\. Clears in 30 s/);
    await inspect('copied');

    await signOut(browser, server);
    await signIn(browser, server);
    await questionArrives(app);
    await inspect('question');
    await pressByKey(app, 'YES', 'Space');
    await isIn(browser);
    await app.says(/Signed\. .+ is in\./);
    await inspect('signed');
    await pressByKey(app, (await app.offers('Done')) ? 'Done' : 'Close');

    const other = await stage.browser();
    await signIn(other, server);
    await questionArrives(app);
    await answerNumberByKey(app, await numberOnPage(other), inspect);
    await isIn(other);

    await signOut(other, server);
    await signIn(other, server);
    await questionArrives(app);
    await pressByKey(app, 'NO');
    await app.says('Stopped. Nobody got in.');
    await inspect('stopped');
    await other.says('Answered NO');
    await pressByKey(app, 'It was me');

    // Another device, so that this one may go.
    const phone = new Phone(server);
    await openEnrollment(browser, server, async () => {
      await browser.press('Ask my phone');
      await questionArrives(app, { words: CHANGES.addMethod });
      await answerNumberByKey(app, await numberOnPage(browser), inspect);
    });
    await phone.claim({ user: 'robin', setup_code: await setupCode(browser) });
    await browser.says('Type the number that your phone shows');
    await browser.type('digits', (await phone.account()).confirm);
    const before = await browser.load();
    await browser.press('Activate');
    await browser.loadsAfter(before);
    await tabToRow(app, 'Example');
    await chooseInMenu(app, 'Remove from this device');
    await app.says('The server is asked first.');
    await inspect('remove');
    await pressByKey(app, 'Remove from this device');
    await app.says('The second signature on every sign-in');
    assert.deepEqual(found, []);
  }, { limit: 420_000 });
}

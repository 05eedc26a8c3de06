// kill -9 of server and app at each step of the main story: nothing confirmed is lost, nothing pending becomes approved.
import assert from 'node:assert/strict';
import { answerNo, answerYes, closeOutcome, pressAnswer, questionArrives } from '../driver/answering.mjs';
import { codeInList } from '../driver/codes.mjs';
import {
  backupCodesInApp, confirmServer, digitsInApp, giveQrCode, inList, keepBackupCodesInApp, openFromThisDevice,
  switchOn, switchOnHere, typeDigitsOnPage,
} from '../driver/linking.mjs';
import { PASSWORD, backupCodesOnPage, createFirstAccount, fillSignIn, isIn, keepBackupCodesOnPage, openEnrollment, signIn, signOut } from '../driver/person.mjs';
import { until } from '../driver/processes.mjs';
import { step } from '../driver/steps.mjs';
import { story } from '../driver/story.mjs';

/** How long the app may take to ask again after its server was away (its waits grow up to half a minute). */
const BACK_OFF = 40_000;

function killServer(server) {
  return step('the server is killed and starts again', async () => {
    await server.kill();
    await server.begin();
  });
}

story('the server is killed at each step of linking and signing in', async (stage) => {
  const server = await stage.server();
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  await createFirstAccount(browser, server);
  await killServer(server);
  await browser.visit(`${server.origin}/account`);
  await browser.says('Off. Your password alone opens this account.');

  await openEnrollment(browser, server);
  await killServer(server);
  await giveQrCode(app, browser);
  await confirmServer(app, server);
  const digits = await digitsInApp(app);
  await killServer(server);
  await typeDigitsOnPage(app, browser, { digits });
  const onPage = await backupCodesOnPage(browser);
  await killServer(server);
  await browser.visit(`${server.origin}/2fa/backup-codes`);
  assert.deepEqual(await backupCodesOnPage(browser), onPage, 'the codes are still shown until they are kept');
  await app.says('Keep these ten backup codes', BACK_OFF);
  assert.equal((await backupCodesInApp(app)).length, 10);
  await keepBackupCodesOnPage(browser);
  await keepBackupCodesInApp(app);

  await signOut(browser, server);
  await signIn(browser, server);
  await browser.says('Answer the question on your phone');
  await killServer(server);
  await browser.says('Answer the question on your phone');
  assert.equal((await browser.address()).pathname, '/sign-in/wait', 'nothing was approved by the restart');
  await questionArrives(app, { limit: BACK_OFF });
  await pressAnswer(app, 'YES');
  await isIn(browser, BACK_OFF);
  await killServer(server);
  await browser.visit(`${server.origin}/account`);
  await browser.says('Two-step verification is on');
}, { limit: 240_000 });

story('a YES outlives the server’s death, and so does a NO', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser({ script: false }), stage.app({ server })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await signOut(browser, server);

  await signIn(browser, server);
  await answerYes(app);
  await browser.says('Answered YES');
  await killServer(server);
  await browser.press('Continue');
  await isIn(browser);
  await closeOutcome(app);

  await signOut(browser, server);
  await signIn(browser, server);
  await answerNo(app, { limit: BACK_OFF });
  await app.says('Stopped. Nobody got in.', BACK_OFF);
  await killServer(server);
  await browser.visit(`${server.origin}/sign-in/wait`);
  await browser.says('Answered NO');
}, { limit: 180_000 });

story('the app is killed at each step of linking, and at the question', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const desktop = await stage.desktop();
  const browser = await stage.browser();
  let app = await stage.app({ desktop, server });
  const killApp = () =>
    step('the app is killed and opened again', async () => {
      await app.kill();
      app = await stage.app({ desktop, server });
    });

  await signIn(browser, server);
  await openEnrollment(browser, server);
  await giveQrCode(app, browser);
  await app.says('Link this device to this server?');
  await killApp();
  await app.says('The second signature on every sign-in');

  await giveQrCode(app, browser);
  await confirmServer(app, server);
  const digits = await digitsInApp(app);
  await killApp();
  await typeDigitsOnPage(app, browser, { digits });
  const onPage = await backupCodesOnPage(browser);
  await app.says('Backup codes of Example wait to be kept', BACK_OFF);
  await killApp();
  await app.press('Show them');
  const inApp = await backupCodesInApp(app);
  assert.deepEqual([...inApp].sort(), onPage.map((code) => code.replaceAll(/[\s-]/g, '')).sort());
  await keepBackupCodesOnPage(browser);
  await killApp();
  await app.press('Show them');
  await backupCodesInApp(app);
  await keepBackupCodesInApp(app);
  await killApp();
  await inList(app);
  assert.match(await codeInList(app, 'Example'), /^\d{6}$/);

  await signOut(browser, server);
  await signIn(browser, server);
  await questionArrives(app);
  await killApp();
  assert.equal((await browser.address()).pathname, '/sign-in/wait', 'nobody was let in by the crash');
  await questionArrives(app);
  await pressAnswer(app, 'YES');
  await isIn(browser);
}, { limit: 240_000 });

story('both are killed during the wait, and afterwards the question is the same', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const desktop = await stage.desktop();
  const browser = await stage.browser();
  let app = await stage.app({ desktop, server });
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await signOut(browser, server);
  await signIn(browser, server);
  await questionArrives(app);
  await Promise.all([app.kill(), server.kill()]);
  await server.begin();
  app = await stage.app({ desktop, server });
  await questionArrives(app);
  await until('the page still waits', async () => (await browser.address()).pathname === '/sign-in/wait');
  await answerYes(app);
  await isIn(browser);
});

story('the app is killed while the browser is open: Authorize links nothing, and the way can be gone again', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const desktop = await stage.desktop();
  const [browser, first] = await Promise.all([stage.browser(), stage.app({ desktop, server })]);
  const address = await openFromThisDevice(first, server);
  await browser.visit(address);
  await fillSignIn(browser);
  await first.kill();
  await browser.press('Authorize');
  const app = await stage.app({ desktop, server });
  await app.says('The second signature on every sign-in');
  await browser.visit(`${server.origin}/2fa`);
  await browser.says('Off. Your password alone opens this account.');
  await switchOnHere(app, browser, server);
  assert.match(await codeInList(app, 'Example'), /^\d{6}$/);
});

// What the person can answer, and what becomes of it on both sides.
import assert from 'node:assert/strict';
import { assertNoBarriers } from '../driver/accessibility.mjs';
import { CHANGES, answerNo, answerNumber, answerYes, closeOutcome, pressAnswer, proveWithApp, questionArrives, typeNumber } from '../driver/answering.mjs';
import { Cable } from '../driver/cable.mjs';
import { caughtAddress, caughtSoFar, giveQrCode, isLinkedToo, linkFromComputer, switchOnHere } from '../driver/linking.mjs';
import { PASSWORD, isIn, numberOnPage, signIn, signOut, typeDigits } from '../driver/person.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

/** An account with two-step verification, linked to one app, and signed out in its trusted browser. */
async function linked(stage, lines = []) {
  const server = await stage.server({ lines });
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  await switchOnHere(app, browser, server);
  await signOut(browser, server);
  return { server, browser, app };
}

/** Another number than this one. */
const wrong = (number, other = '11') => (number === other ? '99' : other);

story('NO stops the sign-in, and “It wasn’t me” blocks that browser and opens the page for it', async (stage) => {
  const { server, browser, app } = await linked(stage);
  await signIn(browser, server);
  await answerNo(app);
  await browser.says('Answered NO');
  await browser.says(/You said NO on .+\. Nobody got in\./);
  await app.says('Stopped. Nobody got in.');
  const before = await caughtSoFar(app);
  await app.press('It wasn’t me');
  await app.says('Reported. That browser is blocked.');
  await assertNoBarriers(app, 'reported');
  assert.equal(await caughtAddress(app, before), `${server.origin}/secure`);

  await signIn(browser, server);
  await browser.says('Your devices are not asked now');
});

story('after a NO, the trusted browser shows a number, too', async (stage) => {
  const { server, browser, app } = await linked(stage);
  await signIn(browser, server);
  await answerNo(app);
  await browser.says('Answered NO');
  await closeOutcome(app);
  await signIn(browser, server);
  await answerNumber(app, await numberOnPage(browser));
  await isIn(browser);

  await closeOutcome(app);
  await app.press('Settings');
  await app.press('History');
  await app.says('You said YES');
  await app.says('You said NO');
  await assertNoBarriers(app, 'history');
  await app.press('You said YES');
  await app.says('The number of the page');
  await assertNoBarriers(app, 'entry of the history');
});

story('a page’s code is scanned instead of typing its number', async (stage) => {
  const { server, app } = await linked(stage);
  const browser = await stage.browser();
  await signIn(browser, server);
  await browser.press('Another way');
  await browser.press('Scan a code with the app');
  await browser.says('Scan this code with the app');
  await app.says('The page shows a QR code.');
  await assertNoBarriers(app, 'scan');
  await app.press('Paste it');
  await app.says('There is no QR code, link or key in the clipboard.');
  const link = await (await browser.id('open-here')).getAttribute('href');
  await app.startAgain(link);
  await app.says('The page’s code is read.');
  await pressAnswer(app, 'YES');
  await isIn(browser);
});

story('an app without network signs its person in: it reads the page’s pixels and gives eight digits to type', async (stage) => {
  const cable = stage.keep(await Cable.lay());
  const { server, browser, app } = await linked(stage, cable.lines);
  cable.cut();
  await signIn(browser, server);
  await browser.press('My phone has no network');
  await browser.says('Scan this code, then type what the app shows');
  await giveQrCode(app, browser);
  await questionArrives(app);
  await app.says('cannot know how old this is');
  await app.says('by the server’s clock');
  await assertNoBarriers(app, 'offline');
  await pressAnswer(app, 'YES');
  await app.says('Type these digits on the page');
  await assertNoBarriers(app, 'offline digits');
  const digits = await app.page.execute(() => document.querySelector('dialog[open] .code').textContent.replaceAll(/\D/g, ''));
  assert.match(digits, /^\d{8}$/);
  await typeDigits(browser, digits);
  await isIn(browser);
  await closeOutcome(app);

  // The same digits are nothing for the next page; NO gives none.
  await signOut(browser, server);
  await signIn(browser, server);
  await browser.press('My phone has no network');
  await typeDigits(browser, digits);
  await browser.says('These are not the digits for this code.');
  await giveQrCode(app, browser);
  await answerNo(app);
  await app.says('Stopped. Nobody got in.');
  cable.mend();
  await browser.says('Answered NO', 40_000);
});

story('a wrong number is counted, the right one lets in, three wrong ones end it', async (stage) => {
  const { server, app } = await linked(stage);
  const browser = await stage.browser();
  await signIn(browser, server);
  await browser.says('Answer on your phone, then type this number there');
  const number = await numberOnPage(browser);
  await answerNumber(app, wrong(number));
  await app.says('That is not the number on the page. 2 tries left.');
  await typeNumber(app, number);
  await isIn(browser);
  await closeOutcome(app);

  await signOut(browser, server);
  await signIn(browser, server);
  const second = await numberOnPage(browser);
  await answerNumber(app, wrong(second));
  await app.says('2 tries left.');
  await typeNumber(app, wrong(second, '22'));
  await app.says('1 try left.');
  await typeNumber(app, wrong(second, '33'));
  await app.says('Too many wrong numbers. Nobody got in.');
  await assertNoBarriers(app, 'failed');
  await browser.says('Three wrong numbers');
});

story('a question that nobody answers ends on both sides, and can be sent again', async (stage) => {
  const { server, browser, app } = await linked(stage, ['challenge_seconds = 30']);
  await signIn(browser, server);
  await questionArrives(app);
  await browser.says('Nobody answered in time', 45_000);
  await app.says('Nobody got in.');
  await assertNoBarriers(app, 'expired');
  assert.equal(await app.offers('YES'), false);
  await closeOutcome(app);
  await browser.press('Send again');
  await answerYes(app);
  await isIn(browser);
});

story('the first of two apps decides, the other one says who did', async (stage) => {
  const { server, browser, app } = await linked(stage);
  const second = await stage.app({ server });
  await signIn(browser, server);
  await answerYes(app);
  await isIn(browser);
  await closeOutcome(app);
  await linkFromComputer(second, browser, server, { prove: () => proveWithApp(app, browser, CHANGES.addMethod) });
  await isLinkedToo(second);

  await signOut(browser, server);
  await signIn(browser, server);
  await Promise.all([questionArrives(app), questionArrives(second)]);
  await pressAnswer(app, 'YES');
  await isIn(browser);
  await second.says(/Already answered on .+/);
  await assertNoBarriers(second, 'answered elsewhere');
  assert.equal(await second.offers('YES'), false);
});

story('a YES without network says so, keeps trying, and counts once there is one', async (stage) => {
  const cable = stage.keep(await Cable.lay());
  const { server, browser, app } = await linked(stage, cable.lines);
  await signIn(browser, server);
  await questionArrives(app);
  cable.cut();
  await pressAnswer(app, 'YES');
  await app.says('No network. Your YES is sent as soon as there is one.');
  await assertNoBarriers(app, 'no network');
  assert.equal((await browser.address()).pathname, '/sign-in/wait');
  cable.mend();
  await isIn(browser, 40_000);
  await app.says(/Signed\. .+ is in\./);
});

story('NO on the notification answers at once, YES on it only opens the question', async (stage) => {
  const { server, browser, app } = await linked(stage);
  await signIn(browser, server);
  const { desktop } = app;
  await until('the notification says what is asked', () => /Are you signing in to Example now\?/.test(desktop.notified));
  await desktop.pressNotification('NO');
  await browser.says('Answered NO');
  await until('the notification is taken away', async () => (await desktop.notificationsShown()) === 0);

  if (await app.saysNow('Stopped. Nobody got in.')) await closeOutcome(app);
  const told = desktop.notifiedTexts.length;
  await signIn(browser, server);
  const number = await numberOnPage(browser);
  await until('the next notification', () => desktop.notifiedTexts.slice(told).includes('Are you signing in to Example now?'));
  await desktop.pressNotification('YES');
  await questionArrives(app);
  await browser.says('Answer on your phone, then type this number there');
  const withNumber = desktop.notifiedTexts.slice(told).filter((text) => new RegExp(`\\b${number}\\b`).test(text));
  assert.deepEqual(withNumber, [], 'no notification has the number');
  await answerNumber(app, number);
  await isIn(browser);
});

story('two sign-ins at once: each is asked with its own number, one after the other', async (stage) => {
  const { server, browser, app } = await linked(stage);
  const stranger = await stage.browser();
  await signIn(browser, server);
  await questionArrives(app);
  await signIn(stranger, server);
  await stranger.says('Another sign-in is waiting.');
  await browser.says('Answer on your phone, then type this number there');
  await answerNumber(app, await numberOnPage(browser));
  await isIn(browser);
  await stranger.says('Answer on your phone, then type this number there');
  // The next question takes the place of the first one's end.
  await answerNo(app);
  await stranger.says('Answered NO');
});

// The main story: from the setup link to a YES that lets the page go on, with JavaScript in the browser and without.
import assert from 'node:assert/strict';
import { answerYes, closeOutcome } from '../driver/answering.mjs';
import { inList, switchOn } from '../driver/linking.mjs';
import { PASSWORD, createFirstAccount, isIn, signIn, signOut } from '../driver/person.mjs';
import { story } from '../driver/story.mjs';

story('a person makes an account, links the app by the QR code, signs in, says YES, and the page goes on', async (stage) => {
  const server = await stage.server();
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  await createFirstAccount(browser, server);
  await app.says('The second signature on every sign-in');

  const codes = await switchOn(app, browser, server, { whole: true });
  assert.equal(new Set(codes.onPage).size, 10);
  assert.deepEqual([...codes.inApp].sort(), [...codes.onPage].sort(), 'both sides show the same ten codes');

  await signOut(browser, server);
  await signIn(browser, server);
  await browser.says('Answer the question on your phone');
  assert.equal((await browser.page.$$('#number')).length, 0, 'the browser that switched it on is trusted: no number');
  await answerYes(app);
  await isIn(browser);
  await app.says(/Signed\. .+ is in\./);
  await closeOutcome(app);
  await inList(app);
  assert.deepEqual(await browser.complaints(), []);
});

story('the same without JavaScript in the browser, and with the app as wide as a desktop’s window', async (stage) => {
  const server = await stage.server();
  const [browser, app] = await Promise.all([stage.browser({ script: false }), stage.app({ server, size: [1080, 760] })]);
  await server.addAccount('robin', PASSWORD);
  await signIn(browser, server);
  await switchOn(app, browser, server);

  await signOut(browser, server);
  await signIn(browser, server);
  await browser.says('Answer the question on your phone');
  assert.equal(await browser.offers('Continue'), false, 'nothing goes on before the YES');
  await answerYes(app);
  await browser.says('Answered YES');
  await browser.press('Continue');
  await isIn(browser);
});

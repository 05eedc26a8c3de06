// “Log in from this device”: the system browser, a fresh sign-in, Authorize, and back in the app.
import assert from 'node:assert/strict';
import { answerNumber, answerYes, closeOutcome } from '../driver/answering.mjs';
import { backupCodesInApp, isLinkedToo, keepBackupCodesInApp, linkFromThisDevice, openFromThisDevice, switchOn } from '../driver/linking.mjs';
import { PASSWORD, fillSignIn, isIn, numberOnPage, signIn, signOut } from '../driver/person.mjs';
import { story } from '../driver/story.mjs';

story('signing in in the browser and pressing Authorize links the app, and its first YES counts', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);

  const address = await linkFromThisDevice(app, browser, server);
  const asked = new URL(address);
  assert.equal(asked.origin, server.origin);
  assert.ok(asked.search.startsWith('?response_type=code&'));
  assert.equal(asked.searchParams.get('code_challenge_method'), 'S256');
  assert.ok(asked.searchParams.get('dpop_jkt'));
  assert.equal(new URL(asked.searchParams.get('redirect_uri')).hostname, '127.0.0.1');
  await browser.says('Return to the app');
  assert.equal((await backupCodesInApp(app)).length, 10);
  await keepBackupCodesInApp(app);

  await signOut(browser, server);
  await signIn(browser, server);
  await browser.says('Answer the question on your phone');
  await answerYes(app);
  await isIn(browser);
});

story('a second device is linked only after the first has said YES', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, first] = await Promise.all([stage.browser(), stage.app({ server })]);
  await signIn(browser, server);
  await switchOn(first, browser, server);

  const [other, second] = await Promise.all([stage.browser(), stage.app({ server })]);
  await linkFromThisDevice(second, other, server, {
    second: async () => {
      const words = await other.says(/then type this number there|Answer the question on your phone|First prove that it is you/);
      if (words[0].startsWith('First')) await other.press('Ask my phone');
      await answerNumber(first, await numberOnPage(other), { words: /Are you (signing in|adding a new way)/ });
      await closeOutcome(first);
      await other.says(/Link this account with the app\?|First prove that it is you/);
      if (await other.saysNow('First prove that it is you')) {
        await other.press('Ask my phone');
        await answerNumber(first, await numberOnPage(other), { words: /Are you adding a new way/ });
      }
    },
  });
  await isLinkedToo(second);
  assert.equal(await second.saysNow('Keep these ten backup codes'), false, 'it is not the first method');
});

story('Cancel in the browser links nothing, and the app says so', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  const address = await openFromThisDevice(app, server);
  await browser.visit(address);
  await fillSignIn(browser);
  await browser.press('Cancel');
  await app.says('You said no in the browser. Nothing is linked.');
  await browser.visit(`${server.origin}/2fa`);
  await browser.says('Off. Your password alone opens this account.');
});

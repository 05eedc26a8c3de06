// Several accounts of several servers: the list, names and order, and every way in which an account ends.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { assertNoBarriers } from '../driver/accessibility.mjs';
import { CHANGES, answerYes, closeOutcome, proveWithApp, questionArrives } from '../driver/answering.mjs';
import { codeInList } from '../driver/codes.mjs';
import {
  backupCodesInApp, caughtAddress, caughtSoFar, inList, isLinkedToo, keepBackupCodesInApp, linkFromComputer,
  linkFromThisDevice, openAdding, switchOn,
} from '../driver/linking.mjs';
import { PASSWORD, isIn, signIn, signOut } from '../driver/person.mjs';
import { givePicture } from '../driver/pictures.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

/** The accounts of the list in their order: “Service user”. */
function list(app) {
  return app.page.execute(() =>
    [...document.querySelectorAll('[data-account]')].map((row) => `${row.querySelector('.name')?.textContent} ${row.querySelector('.user')?.textContent}`.trim()),
  );
}

async function menu(app, service, item, user = '') {
  await inList(app);
  const opener = await until(`the menu of ${service}`, async () => {
    const found = await app.page.execute((name, person) => {
      const row = [...document.querySelectorAll('[data-account]')].find((each) => each.innerText.includes(name) && each.innerText.includes(person));
      return row?.querySelector('.menu-opener') ?? null;
    }, service, user);
    return found ? app.page.$(found) : null;
  });
  await opener.click();
  await app.press(item);
}

story('three accounts on two servers, each with its own codes and questions, renamed and put in order', async (stage) => {
  const [north, south] = await Promise.all([stage.server({ name: 'North' }), stage.server({ name: 'South' })]);
  await north.addAccount('robin', PASSWORD);
  await north.addAccount('ada', PASSWORD);
  await south.addAccount('robin', PASSWORD);
  const [browser, other, app] = await Promise.all([stage.browser(), stage.browser(), stage.app()]);
  await signIn(browser, north);
  await switchOn(app, browser, north);
  await signIn(other, north, 'ada');
  await switchOn(app, other, north);
  await linkFromThisDevice(app, other, south);
  await backupCodesInApp(app);
  await keepBackupCodesInApp(app);

  assert.deepEqual([...(await list(app))].sort(), ['North ada', 'North robin', 'South robin']);
  const codes = [await codeInList(app, 'North', 'robin'), await codeInList(app, 'North', 'ada'), await codeInList(app, 'South')];
  assert.equal(new Set(codes).size, 3, 'each account has codes of its own');

  await signOut(other, south);
  await signIn(other, south);
  await questionArrives(app, { words: /Are you signing in to South now\?/ });
  await answerYes(app);
  await isIn(other);
  await closeOutcome(app);

  await menu(app, 'South', 'Rename');
  await assertNoBarriers(app, 'rename');
  await app.fill('Name', 'Work');
  await app.press('Save');
  await until('the new name is in the list', async () => (await list(app)).includes('Work robin'));
  const order = await list(app);
  const last = order.indexOf('Work robin');
  await menu(app, 'Work', last === 0 ? 'Move down' : 'Move up');
  const wanted = [...order];
  wanted.splice(last === 0 ? 1 : last - 1, 0, wanted.splice(last, 1)[0]);
  await until('the new order', async () => (await list(app)).join() === wanted.join());
});

story('two-step verification switched off on the page: the app hears of it, says so, and drops the account', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await browser.visit(`${server.origin}/2fa`);
  await browser.press('Switch two-step verification off');
  await proveWithApp(app, browser, CHANGES.switchOff);
  await browser.says('Switch two-step verification off?');
  await browser.press('Switch two-step verification off');
  await app.says('Example was removed from this device');
  await app.says('Two-step verification was switched off on the account page.');
  await assertNoBarriers(app, 'removed on the page');
  assert.deepEqual(await list(app), []);
  await browser.says('Off. Your password alone opens this account.');
  await signOut(browser, server);
  await signIn(browser, server);
  await isIn(browser);
});

story('one of two devices: removed on the page, and removed in the app, which asks the server first', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app, second] = await Promise.all([stage.browser(), stage.app({ server }), stage.app({ server })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  const linkSecond = async () => {
    await linkFromComputer(second, browser, server, { prove: () => proveWithApp(app, browser, CHANGES.addMethod) });
    await isLinkedToo(second);
    await browser.says('Countersign app');
  };
  await linkSecond();

  await browser.visit(`${server.origin}/2fa`);
  // Both are called like this machine: the last of the page is the newest.
  await (await browser.page.$$('#devices .btn-remove')).at(-1).click();
  await proveWithApp(app, browser, CHANGES.removeMethod);
  await browser.press('Remove');
  await second.says('Example was removed from this device');
  await second.says('Somebody removed this device on the account page.');
  assert.equal((await list(second)).length, 0);
  await second.press('Dismiss: Example was removed from this device');

  await linkSecond();
  await menu(second, 'Example', 'Remove from this device');
  await second.says('The server is asked first.');
  await assertNoBarriers(second, 'remove');
  await second.press('Remove from this device');
  await second.says('The second signature on every sign-in');
  assert.equal(await second.saysNow('Somebody removed this device'), false, 'it was the person, here');
  await browser.visit(`${server.origin}/2fa`);
  assert.equal((await browser.page.$$('#devices .btn-remove')).length, 1, 'the server knows');
});

story('the last method is not removed in the app but switched off on the page, which the app opens', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ server })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  const before = await caughtSoFar(app);
  await menu(app, 'Example', 'Remove from this device');
  await app.press('Remove from this device');
  await app.says('This is your last way into Example');
  await assertNoBarriers(app, 'last way');
  assert.equal(await caughtAddress(app, before), `${server.origin}/2fa`);
  assert.equal((await list(app)).length, 1, 'it stays until the page has switched it off');
});

story('an account of another service is removed at once, and comes back with Undo', async (stage) => {
  const app = await stage.app();
  await openAdding(app);
  await app.press('Picture, screenshot or clipboard');
  await givePicture(app, fileURLToPath(new URL('../pictures/otpauth.png', import.meta.url)));
  await app.says('Add Orchard?');
  await app.press('Add');
  await menu(app, 'Orchard', 'Remove from this device');
  await app.says('Orchard removed from this device.');
  assert.deepEqual(await list(app), []);
  await app.press('Undo');
  await inList(app);
  assert.match(await codeInList(app, 'Orchard'), /^\d{6}$/);
});

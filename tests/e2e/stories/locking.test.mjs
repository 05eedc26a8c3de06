// A PIN, and the app locked behind it: nothing is shown, a sign-in can be stopped, and the key store may be lost.
import assert from 'node:assert/strict';
import { assertNoBarriers } from '../driver/accessibility.mjs';
import { answerYes, questionArrives } from '../driver/answering.mjs';
import { switchOn } from '../driver/linking.mjs';
import { PASSWORD, isIn, signIn, signOut } from '../driver/person.mjs';
import { PIN, setPin } from '../driver/pin.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

async function unlock(app, pin = PIN) {
  await app.fill('PIN', pin);
  await app.press('Unlock');
}

story('behind a PIN: locked by keys, NO without it, YES only with it, and wrong ones make wait', async (stage) => {
  const server = await stage.server({ name: 'North' });
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app()]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await setPin(app);
  await app.keys(['Control', 'l']);
  await app.says('Countersign is locked');
  assert.ok(!(await app.saysNow('North')), 'no name is on the screen');
  await assertNoBarriers(app, 'locked behind a PIN');

  await signOut(browser, server);
  await signIn(browser, server);
  await app.says(/A sign-in at .+ is waiting\./);
  await assertNoBarriers(app, 'a question while locked');
  await unlock(app, '0000');
  await app.says('This is not the PIN.');
  await unlock(app);
  await questionArrives(app);
  await answerYes(app);
  await isIn(browser);

  await app.keys(['Control', 'l']);
  await app.says('Countersign is locked');
  await signOut(browser, server);
  await signIn(browser, server);
  await app.press('NO, stop it');
  await browser.says('Answered NO');

  for (let wrong = 0; wrong < 5; wrong += 1) {
    await unlock(app, '0000');
    // Each is checked before the next is typed; the field is emptied for it.
    await until('the PIN is checked', async () => (await app.offers('Unlock')) || (await app.saysNow('Too many wrong PINs.')));
  }
  await app.says('Too many wrong PINs.');
  assert.ok(!(await app.offers('Unlock')), 'not even the right one is taken now');
});

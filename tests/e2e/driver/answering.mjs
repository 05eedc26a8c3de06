// The question in the app's window, and its answers.
import { numberOnPage } from './person.mjs';
import { until } from './processes.mjs';
import { step } from './steps.mjs';

/** Waits for the question of a sign-in. */
export function questionArrives(app, { words = /Are you signing in to (.+) now\?/, limit = 15_000 } = {}) {
  return step('the app asks', () => app.says(words, limit));
}

/** YES to a plain question. */
export async function answerYes(app) {
  await questionArrives(app);
  await step('presses YES', () => pressAnswer(app, 'YES'));
}

/** NO to whatever is asked. */
export async function answerNo(app, options) {
  await questionArrives(app, options);
  await step('presses NO', () => pressAnswer(app, 'NO'));
}

/** YES, then the number of the page. */
export async function answerNumber(app, number, options) {
  await questionArrives(app, options);
  await step('presses YES', () => pressAnswer(app, 'YES'));
  await typeNumber(app, number);
}

/** Presses NO or YES; for a moment after the question came they take no press. */
export async function pressAnswer(app, answer) {
  const asked = await heading(app);
  await until(`${answer} takes the press`, async () => {
    const button = await app.controlNow(answer);
    if (!button) return false;
    await button.click();
    const wasPressed = async () => (await heading(app)) !== asked || /Sending your answer|No network\./.test(await app.text());
    return until(`${answer} was pressed`, wasPressed, 2000).catch(() => false);
  });
}

/** The headings of the question over the window; nothing while there is none. */
function heading(app) {
  return app.page.execute(() => [...document.querySelectorAll('dialog[open] h1')].map((each) => each.textContent).join(' '));
}

/** Types the page's number into the app. */
export function typeNumber(app, number) {
  return step('types the number of the page in the app', async () => {
    await app.says('Type the number on the sign-in page');
    await until('the field for the number has the focus', () =>
      app.page.execute(() => document.activeElement?.matches('input[inputmode]:enabled') && document.activeElement.value === ''),
    );
    await app.keys(...number);
    await app.press('It is the number');
  });
}

/** Leaves the last screen of a question. */
export async function closeOutcome(app) {
  await until('the question’s end can be closed', async () => {
    for (const name of ['Done', 'Close', 'It was me']) {
      const control = await app.controlNow(name);
      if (control) {
        await control.click();
        return true;
      }
    }
    return false;
  });
}

/** What each change asks in the app. */
export const CHANGES = {
  addMethod: /Are you adding a new way to sign in to (.+)\?/,
  removeMethod: /Are you removing a way to sign in to (.+)\?/,
  switchOff: /Are you switching two-step verification off for (.+)\?/,
  newCodes: /Are you making new backup codes for (.+)\?/,
};

/** The page wants a proof for a change; the app gives it, with the number that the page shows. */
export function proveWithApp(app, browser, words) {
  return step('proves with the app that it is them', async () => {
    await browser.says('First prove that it is you');
    await browser.press('Ask my phone');
    await answerNumber(app, await numberOnPage(browser), { words });
    await browser.leaves('/prove');
    await closeOutcome(app);
  });
}

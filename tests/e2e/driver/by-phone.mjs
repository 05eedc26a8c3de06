// What a person with a phone without a window does on the pages: links it by the typed setup code, proves a change.
import { numberOnPage } from './person.mjs';
import { step } from './steps.mjs';

/** The setup code that the page shows beside its QR code. */
export async function setupCode(browser) {
  const halves = await browser.page.execute(() => [...document.querySelectorAll('#typed-code span')].map((half) => half.textContent.trim()));
  return halves.slice(0, 2).join('');
}

/** From the page with the QR code until the phone is linked. */
export function linkByTyping(browser, phone, user = 'robin') {
  return step(`links ${phone.name} by the typed setup code`, async () => {
    await browser.says('Scan this with the Countersign app');
    await browser.press('No camera? Type a setup code');
    await phone.claim({ user, setup_code: await setupCode(browser) });
    await browser.says('Type the number that your phone shows');
    const { pathname } = await browser.address();
    await browser.type('digits', (await phone.account()).confirm);
    await browser.press('Activate');
    await browser.leaves(pathname);
  });
}

/** Goes through the page that asks for a proof, by a YES with the number. */
export function proveByPhone(browser, phone) {
  return step(`proves it by YES on ${phone.name}`, async () => {
    await browser.says('First prove that it is you');
    await browser.press('Ask my phone');
    await phone.yes(await numberOnPage(browser));
    await browser.leaves('/prove');
  });
}

/** From the proof to what is added: by itself, or by one more button where the browser does not say where it comes from. */
export async function goOnToAdd(browser, what) {
  const words = await browser.says(new RegExp(`You proved that it is you|${what}`));
  if (words[0].startsWith('You')) await browser.press('Continue');
  await browser.says(what);
}

/** Answers YES to the sign-in that waits, with the number if there is one. */
export async function letIn(browser, phone) {
  const asksForNumber = await browser.page.execute(() => document.getElementById('number') !== null);
  await phone.yes(asksForNumber ? await numberOnPage(browser) : undefined);
  await browser.leaves('/sign-in/wait');
}

// The pictures of README and docs, in light and dark: screens of the gallery, and the page of the real server that
// waits for the answer. Letters and time are fixed, so that they change when a screen does and not before.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { Browser } from '../../../tests/e2e/driver/browser.mjs';
import { createFirstAccount, keepBackupCodesOnPage, openEnrollment, signIn, signOut } from '../../../tests/e2e/driver/person.mjs';
import { Phone } from '../../../tests/e2e/driver/phone.mjs';
import { RunningServer } from '../../../tests/e2e/driver/server.mjs';

const PHONE = { width: 390, height: 844, touch: true, scale: 2 };
const WINDOW = { width: 1080, height: 760, touch: false, scale: 2 };
const PAGE = { width: 1080, height: 800, touch: false, scale: 2 };
/** How large a screen stands on a picture. */
const PART = 0.6;
/** As much as the question of the gallery has left. */
const LEFT_SECONDS = 104;

/** Draws each picture, and gives it to `references` to look at. */
export async function drawReadme(chromium, address, references) {
  const waiting = await waitingPages(chromium);
  for (const [tone, page] of Object.entries(waiting)) {
    const dark = tone === 'dark';
    const screen = (name, shape) => screenOf(chromium, `${address}?screen=${name}`, { ...shape, dark });
    const pictures = {
      'sign-in': [page, await screen('question-tap', PHONE)],
      accounts: [await screen('accounts', WINDOW), await screen('accounts', PHONE)],
    };
    for (const [name, screens] of Object.entries(pictures)) {
      await references.look(`${name}-${tone}`, await sheetOf(chromium, screens, dark));
    }
  }
}

/** The server's page in both lights, taken before its two minutes are over. */
async function waitingPages(chromium) {
  const waiting = await Waiting.open(chromium);
  try {
    return { light: await waiting.picture({ ...PAGE, dark: false }), dark: await waiting.picture({ ...PAGE, dark: true }) };
  } finally {
    await waiting.close();
  }
}

async function screenOf(chromium, address, shape) {
  await chromium.become(shape);
  await chromium.page.url(address);
  await chromium.evaluate(`(async () => {
    while (!document.documentElement.dataset.shown) await new Promise(requestAnimationFrame);
    await document.fonts.ready;
  })()`);
  await chromium.holdStill();
  return { shape, png: await chromium.picture() };
}

/** The server's page of a sign-in that waits for a phone. */
class Waiting {
  static async open(chromium) {
    const waiting = new Waiting();
    waiting.chromium = chromium;
    waiting.letters = await letters();
    waiting.server = await RunningServer.start({ name: 'Northlake' });
    const browser = new Browser();
    browser.page = chromium.page;
    const { server } = waiting;
    await chromium.become(PAGE);
    await createFirstAccount(browser, server);
    await openEnrollment(browser, server);
    await browser.press('No camera? Type a setup code');
    const code = await chromium.evaluate(`[...document.querySelectorAll('#typed-code span')].slice(0, 2).map((half) => half.textContent.trim()).join('')`);
    const phone = new Phone(server);
    await phone.claim({ user: 'robin', setup_code: code });
    await browser.says('Type the number that your phone shows');
    await browser.type('digits', (await phone.account()).confirm);
    await browser.press('Activate');
    await browser.says('Keep these ten backup codes');
    await keepBackupCodesOnPage(browser);
    await signOut(browser, server);
    await signIn(browser, server);
    await browser.says('Answer the question on your phone');
    return waiting;
  }

  async picture(shape) {
    await this.chromium.become(shape);
    await this.chromium.devtools('Page.setBypassCSP', { enabled: true });
    await this.chromium.page.url(`${this.server.origin}/sign-in/wait`);
    await this.chromium.evaluate(`(async () => {
      for (let each = 0; each < 1000; each += 1) clearInterval(each);
      document.head.append(Object.assign(document.createElement('style'), { textContent: ${JSON.stringify(this.letters)} }));
      // Nobody but whoever builds it meets this band.
      document.querySelector('#development')?.remove();
      const left = document.querySelector('.two time');
      left.textContent = left.textContent.replace(/\\d+:\\d+/, '${Math.floor(LEFT_SECONDS / 60)}:${LEFT_SECONDS % 60}');
      document.querySelector('progress').value = ${LEFT_SECONDS};
      const again = document.getElementById('send-again');
      again.disabled = false;
      again.querySelector('time')?.remove();
      again.querySelector('span').hidden = false;
      await document.fonts.ready;
    })()`);
    await this.chromium.holdStill();
    const png = await this.chromium.picture();
    await this.chromium.devtools('Page.setBypassCSP', { enabled: false });
    return { shape, png };
  }

  close() {
    return this.server.close();
  }
}

/** The gallery's letters, for a page that has the system's. */
async function letters() {
  const file = createRequire(import.meta.url).resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2');
  const base64 = (await readFile(file)).toString('base64');
  return `@font-face { font-family: 'Inter Variable'; font-weight: 100 900; src: url(data:font/woff2;base64,${base64}) format('woff2'); }
    html:root { --font-ui: 'Inter Variable', sans-serif; }`;
}

/** Screens side by side on the desk, in one picture. */
async function sheetOf(chromium, screens, dark) {
  const images = screens.map(({ shape, png }) =>
    `<img alt="" width="${Math.round(shape.width * PART)}" height="${Math.round(shape.height * PART)}" style="border-radius:${shape.touch ? 20 : 8}px" src="data:image/png;base64,${png.toString('base64')}">`);
  const [desk, edge] = dark ? ['#0b111d', '#2b3648'] : ['#f1f4f8', '#d8dde4'];
  const style = `body { margin: 0; display: flex; gap: 24px; align-items: center; justify-content: center; height: 100vh; background: ${desk}; }
    img { display: block; border: 1px solid ${edge}; }`;
  await chromium.become({ width: 960, height: 570, touch: false, dark, scale: 2 });
  await chromium.page.url('about:blank');
  await chromium.evaluate(`(async () => {
    document.head.innerHTML = ${JSON.stringify(`<style>${style}</style>`)};
    document.body.innerHTML = ${JSON.stringify(images.join(''))};
    await Promise.all([...document.images].map((image) => image.decode()));
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  })()`);
  return chromium.picture();
}

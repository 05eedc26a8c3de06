// The pages that people see most, in each language and from right to left: whole, readable and open to all. The
// pictures lie in demo/pages. `ar-XB` is mirrored English, which no release speaks.
import { linkByTyping } from '../driver/by-phone.mjs';
import { Gallery } from '../driver/gallery.mjs';
import { createFirstAccount, keepBackupCodesOnPage, signIn, signOut } from '../driver/person.mjs';
import { Phone } from '../driver/phone.mjs';
import { story } from '../driver/story.mjs';

const LANGUAGES = ['de', 'es', 'fr', 'it', 'ar-XB'];

story('the pages that people see most are whole in each language, and from right to left', async (stage) => {
  const server = await stage.server({ name: 'Northlake Mail', lines: ['challenge_seconds = 300'] });
  const browser = await stage.browser();
  const pages = new Gallery(browser);
  const phone = new Phone(server, 'Pixel 8');
  /** Looks at a page in each language, and goes on in English. */
  const look = async (name, path) => {
    for (const language of LANGUAGES) {
      await browser.visit(`${server.origin}/language?to=${language}&next=${encodeURIComponent(path)}`);
      await pages.look(`${name}-${language}`);
    }
    await browser.visit(`${server.origin}/language?to=en&next=${encodeURIComponent(path)}`);
  };

  await createFirstAccount(browser, server);
  await look('two-step-off', '/2fa');
  await look('account', '/account');
  await look('add', '/2fa/add');
  await browser.press('Countersign app');
  await browser.says('Scan this with the Countersign app');
  const enrollment = new URL(await browser.page.getUrl()).pathname;
  await look('enroll', enrollment);
  await linkByTyping(browser, phone);
  await keepBackupCodesOnPage(browser);
  await look('two-step-on', '/2fa');
  await look('policy', '/2fa/policy');

  await signOut(browser, server);
  await look('sign-in', '/sign-in');
  await signIn(browser, server);
  await browser.says('Answer the question on your phone');
  await look('wait-tap', '/sign-in/wait');
  await look('other-ways', '/sign-in/other-ways');
  await look('nowhere', '/nowhere');
  await pages.isFlawless();
}, { limit: 400_000 });

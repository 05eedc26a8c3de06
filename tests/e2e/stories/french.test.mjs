// A French person: the same account, asked in French by notification, window and page.
import { readFile } from 'node:fs/promises';
import { switchOnHere } from '../driver/linking.mjs';
import { PASSWORD, isIn, signIn, signOut } from '../driver/person.mjs';
import { pressAnswer } from '../driver/answering.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

const words = JSON.parse(await readFile(new URL('../../../ui/src/i18n/messages/fr.json', import.meta.url), 'utf8'));

story('on a French system window, notification and page speak French', async (stage) => {
  const server = await stage.server();
  await server.addAccount('robin', PASSWORD);
  const desktop = await stage.desktop();
  const [browser, english] = await Promise.all([stage.browser(), stage.app({ desktop, server })]);
  await switchOnHere(english, browser, server);
  await english.close();
  const app = await stage.app({ desktop, server, env: { LANG: 'fr_FR.UTF-8', LANGUAGE: 'fr' } });
  await app.named(words.accounts_add);
  await signOut(browser, server);
  await signIn(browser, server);
  await app.says(words.question_sign_in.replace('{application}', 'Example'));
  await until('the notification is French', () => desktop.notified.includes('Êtes-vous en train de vous connecter à Example'));
  await pressAnswer(app, words.yes);
  await isIn(browser);

  const french = await stage.browser({ language: 'fr' });
  await french.visit(`${server.origin}/sign-in`);
  await french.says('Se connecter à Example');
});

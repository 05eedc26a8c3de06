// The canary: the whole story with known secrets, after which none of them lies where it must not.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { answerNumber, answerYes, closeOutcome } from '../driver/answering.mjs';
import { Cable } from '../driver/cable.mjs';
import { Secret, leaks } from '../driver/canary.mjs';
import { readCode } from '../driver/codes.mjs';
import { switchOn } from '../driver/linking.mjs';
import { createFirstAccount, isIn, numberOnPage, signIn, signInWithBackupCode, signInWithCode, signOut } from '../driver/person.mjs';
import { story } from '../driver/story.mjs';

const PASSWORD = 'canary-PASSWORD-violet-anvil-61';

/** What pages and windows showed, at each place of the story where no secret may be seen. */
class Sightings {
  texts = {};

  async of(place, ...windows) {
    for (const [index, window] of windows.entries()) {
      this.texts[`${place}, window ${index + 1}: source`] = await window.page.getPageSource();
      this.texts[`${place}, window ${index + 1}: fields`] = await window.page.execute(() =>
        [...document.querySelectorAll('input, textarea')].map((field) => field.value).join('\n'),
      );
      this.texts[`${place}, window ${index + 1}: address`] = await window.page.getUrl();
      this.texts[`${place}, window ${index + 1}: storage`] = await window.page.execute(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
      );
    }
  }
}

async function filesUnder(folder, wanted) {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => wanted.test(name)).map((name) => join(folder, name));
}

story('after the whole story no secret lies in a log, a database, a page, an address or the app’s folder', async (stage) => {
  const cable = stage.keep(await Cable.lay());
  const server = await stage.server({ lines: [...cable.lines] });
  const desktop = await stage.desktop();
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ desktop, server })]);
  const seen = new Sightings();
  const link = await server.setupLink();
  const cookies = new Map();
  const gather = async (from) => {
    for (const { name, value } of await from.page.getCookies()) cookies.set(`${name} ${value}`, value);
  };

  await createFirstAccount(browser, server, 'robin', PASSWORD);
  await gather(browser);
  const { onPage } = await switchOn(app, browser, server);
  await seen.of('linked', browser, app);

  await signOut(browser, server);
  await signIn(browser, server, 'robin', PASSWORD);
  await gather(browser);
  await browser.says('Answer the question on your phone');
  await seen.of('waiting', browser);
  await answerYes(app);
  await isIn(browser);
  await gather(browser);
  await closeOutcome(app);

  const other = await stage.browser();
  await signIn(other, server, 'robin', PASSWORD);
  await answerNumber(app, await numberOnPage(other));
  await isIn(other);
  await closeOutcome(app);
  await gather(other);
  await signOut(other, server);
  await signIn(other, server, 'robin', PASSWORD);
  await other.says('Answer on your phone');
  const code = await readCode(app, 'Example');
  await signInWithCode(other, code);
  await isIn(other);
  await gather(other);
  await signOut(other, server);
  await signIn(other, server, 'robin', PASSWORD);
  await signInWithBackupCode(other, onPage[0]);
  await isIn(other);
  await gather(other);
  await seen.of('in', other, browser);
  await app.close();

  const account = cable.signed.find((message) => message.otp);
  assert.ok(account?.otp.secret && account.offline_key, 'the canary knows the secrets of the device');
  const names = await desktop.keptNames();
  const entries = await Promise.all(names.map(async (name) => [name, await desktop.kept(name)]));
  const vault = entries.find(([name]) => name === 'vault')?.[1];
  assert.equal(vault?.length, 92, 'the canary knows the key of the vault');
  const pairing = JSON.parse(entries.find(([name]) => name !== 'vault')[1].toString('utf8'));
  assert.match(pairing.pop, /^[\w-]{43}$/, 'the canary knows the key of the device');

  const secrets = [
    new Secret('the password', PASSWORD),
    new Secret('the OTP secret', account.otp.secret),
    new Secret('the OTP secret, raw', fromBase32(account.otp.secret)),
    new Secret('the offline key', account.offline_key),
    new Secret('the offline key, raw', Buffer.from(account.offline_key, 'base64url')),
    new Secret('the vault’s key', vault.subarray(18, 50)),
    new Secret('the device’s key', pairing.pop),
    new Secret('the device’s key, raw', Buffer.from(pairing.pop, 'base64url')),
    ...onPage.flatMap((each, index) => [
      new Secret(`backup code ${index + 1}`, each),
      new Secret(`backup code ${index + 1}, in halves`, `${each.slice(0, 4)}-${each.slice(4)}`),
      new Secret(`backup code ${index + 1}, apart`, `${each.slice(0, 4)} ${each.slice(4)}`),
    ]),
    ...[...cookies].map(([name, value]) => new Secret(`the cookie ${name.split(' ')[0]}`, value)),
  ];
  const places = [
    server.folder,
    app.folder,
    join(desktop.folder, 'app.log'),
    join(desktop.folder, 'browsed'),
    ...(await filesUnder(desktop.env.HOME, /^(?!.*keyrings)/)),
    ...(await filesUnder(browser.folder, /\/(History|Visited Links|Favicons)/)),
    ...(await filesUnder(other.folder, /\/(History|Visited Links|Favicons)/)),
  ];
  const complaints = await Promise.all([browser, other].map((each) => each.complaints()));
  const texts = { ...seen.texts, 'the notifications': desktop.notified, 'the browsers’ consoles': complaints.flat().join('\n') };
  assert.deepEqual(await leaks(secrets, places, texts), []);
  // The link is used up by now; it stays in its own file and in the history of the browser that opened it.
  const token = new Secret('the token of the setup link', link.split('#')[1]);
  const elsewhere = await leaks([token], [server.folder, app.folder], texts);
  assert.deepEqual(elsewhere.filter((each) => !each.endsWith('/setup-link')), []);

  // A code is six digits: only where it stands alone does it count. The app's own window shows it.
  const alone = new RegExp(`(?<![\\d.:])${code}(?!\\d)`);
  texts['the server’s log'] = await readFile(server.log, 'utf8');
  for (const [place, text] of Object.entries(texts).filter(([name]) => !name.startsWith('linked, window 2'))) {
    assert.equal(alone.test(text), false, `a code in ${place}`);
  }

  // And the canary would sing: the same search finds what is there.
  assert.notDeepEqual(await leaks([new Secret('the user', 'robin')], [server.folder]), []);
}, { limit: 240_000 });

function fromBase32(text) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

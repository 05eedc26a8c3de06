// One run over real TLS, with an authority made for it: cookies as in production, and an app that knows whom it trusts.
import assert from 'node:assert/strict';
import { answerYes } from '../driver/answering.mjs';
import { Authority } from '../driver/authority.mjs';
import { confirmServer, openAdding, switchOn } from '../driver/linking.mjs';
import { PASSWORD, isIn, signIn, signOut } from '../driver/person.mjs';
import { freePort } from '../driver/ports.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

story('the main story over HTTPS, and a wrong certificate is refused', async (stage) => {
  const authority = stage.keep(await Authority.make());
  const files = await authority.sign('localhost');
  const port = await freePort();
  const server = await stage.server({
    mode: 'production',
    lines: [
      `listen = "127.0.0.1:${port}"`,
      `public_url = "https://localhost:${port}"`,
      `tls_certificate = "${files.certificate}"`,
      `tls_key = "${files.key}"`,
    ],
  });
  await server.addAccount('robin', PASSWORD);
  const [browser, app, stranger] = await Promise.all([
    stage.browser({ authority }),
    stage.app({ env: { SSL_CERT_FILE: authority.certificate } }),
    stage.app(),
  ]);
  await signIn(browser, server);
  assert.equal(await browser.saysNow('Development mode'), false);
  await switchOn(app, browser, server);
  await signOut(browser, server);
  await signIn(browser, server);
  await answerYes(app);
  await isIn(browser);

  // Only names with this prefix are refused by browsers unless Secure, host-bound and for the whole site.
  const cookies = await browser.page.getCookies();
  assert.ok(cookies.some(({ name }) => name === '__Host-session') && cookies.some(({ name }) => name.startsWith('__Host-known')));
  for (const cookie of cookies) {
    assert.match(cookie.name, /^__Host-/);
    assert.deepEqual([cookie.secure, cookie.httpOnly, cookie.path, cookie.domain], [true, true, '/', 'localhost'], cookie.name);
  }

  await openAdding(stranger);
  await stranger.press('Log in from this device');
  await stranger.fill('Server address', server.origin);
  await stranger.press('Continue');
  await confirmServer(stranger, server);
  await stranger.says(/The certificate of .+ is not valid, so it may be somebody else\. Nothing was sent\./);
  await until('the app has opened no page', async () => (await stranger.page.$$('[data-account]')).length === 0);
});

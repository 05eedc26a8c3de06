// A real Chromium with a profile of its own, driven through ChromeDriver.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remote } from 'webdriverio';
import { display } from './desktop.mjs';
import { freePort } from './ports.mjs';
import { start, stop, until } from './processes.mjs';
import { connectable } from './server.mjs';
import { Window } from './window.mjs';

const QUIET = [
  '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-quic', '--disable-gpu', '--disable-extensions', '--password-store=basic', '--force-device-scale-factor=1',
];

export class Browser extends Window {
  /** `authority` is a certificate that this browser trusts; `script: false` is a browser without JavaScript. */
  static async open({ size = [1120, 900], script = true, language = 'en', dark = false, authority, args = [], log } = {}) {
    const browser = new Browser();
    browser.folder = await mkdtemp(join(tmpdir(), 'countersign-browser-'));
    const port = await freePort();
    if (authority) await authority.trustIn(browser.folder);
    const env = { ...process.env, DISPLAY: await display(), ...(authority ? { HOME: browser.folder } : {}) };
    browser.driver = start('chromedriver', [`--port=${port}`], { env, log });
    await until('ChromeDriver listens', () => connectable(port));
    browser.page = await remote({
      hostname: '127.0.0.1',
      port,
      path: '/',
      logLevel: 'error',
      connectionRetryCount: 0,
      capabilities: {
        browserName: 'chrome',
        'wdio:enforceWebDriverClassic': true,
        'goog:loggingPrefs': { browser: 'ALL' },
        'goog:chromeOptions': {
          binary: '/usr/bin/chromium',
          args: [
            ...QUIET,
            ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
            ...(dark ? ['--force-dark-mode'] : []),
            `--user-data-dir=${join(browser.folder, 'profile')}`,
            `--accept-lang=${language}`,
            ...args,
          ],
          prefs: {
            'intl.accept_languages': language,
            'profile.password_manager_enabled': false,
            'download.default_directory': browser.folder,
            ...(script ? {} : { 'profile.managed_default_content_settings.javascript': 2 }),
          },
        },
      },
    });
    await browser.page.setWindowSize(...size);
    return browser;
  }

  async visit(address) {
    await this.page.url(address);
  }

  async address() {
    return new URL(await this.page.getUrl());
  }

  /** Waits until the page stands at this path. */
  async at(path, limit) {
    await until(`the browser is at ${path}`, async () => (await this.address()).pathname === path, limit);
  }

  /** Waits until the page stands no longer at this path. */
  async leaves(path, limit) {
    await until(`the browser leaves ${path}`, async () => (await this.address()).pathname !== path, limit);
  }

  /** A mark of the page as it was loaded, to wait for the next load. */
  async load() {
    return this.page.execute(() => performance.timeOrigin);
  }

  async loadsAfter(before, limit) {
    await until('the next page is loaded', async () => {
      const now = await this.page.execute(() => (document.readyState === 'loading' ? 0 : performance.timeOrigin));
      return now > before;
    }, limit);
  }

  /** The page's source and everything else that scripts could read in it. */
  async source() {
    return this.page.getPageSource();
  }

  /** Types into the field with this name. */
  async type(name, text) {
    const field = await this.css(`[name="${name}"]`);
    await field.setValue(text);
  }

  /** What the page's scripts complained about. */
  async complaints() {
    const entries = await this.page.getLogs('browser');
    return entries.filter((entry) => entry.level === 'SEVERE').map((entry) => entry.message);
  }

  async close() {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.page.deleteSession().catch(() => {});
    await stop(this.driver);
    await rm(this.folder, { recursive: true, force: true });
  }
}

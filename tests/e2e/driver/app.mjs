// The app in its real window, driven through WebKitWebDriver.
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { remote } from 'webdriverio';
import { freePort } from './ports.mjs';
import { program } from './programs.mjs';
import { start, stop, until } from './processes.mjs';
import { connectable } from './server.mjs';
import { Window } from './window.mjs';

export class App extends Window {
  /** Opens the app on a desktop; the same desktop opened again finds the same accounts. */
  static async open(desktop, { binary = program('countersign-app'), server = '', size = [390, 844], args = [], env = {}, log }) {
    const app = new App();
    app.desktop = desktop;
    app.folder = join(desktop.folder, 'app');
    app.browsed = desktop.browsed;
    app.binary = binary;
    await mkdir(app.folder, { recursive: true });
    const port = await freePort();
    app.env = { ...desktop.env, COUNTERSIGN_DATA_DIR: app.folder, COUNTERSIGN_SERVER: server, ...env };
    app.driver = start('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      env: { ...app.env, TAURI_AUTOMATION: 'true', TAURI_WEBVIEW_AUTOMATION: 'true' },
      log: log ?? join(desktop.folder, 'app.log'),
    });
    await until('WebKitWebDriver listens', () => connectable(port));
    app.page = await remote({
      hostname: '127.0.0.1',
      port,
      path: '/',
      logLevel: 'error',
      connectionRetryCount: 0,
      capabilities: { 'wdio:enforceWebDriverClassic': true, 'webkitgtk:browserOptions': { binary, args } },
    });
    if (size) await app.page.setWindowSize(...size);
    return app;
  }

  /** A picture; two frames pass first, because WebKit's may be one frame old. */
  async picture(file) {
    await this.page.executeAsync((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
    return super.picture(file);
  }

  /** Starts the app once more beside this one, as the system does for a link; waits for its end. */
  async startAgain(...args) {
    const second = start(this.binary, args, { env: this.env, log: join(this.desktop.folder, 'app.log') });
    await second.end;
    return second;
  }

  /** Ends the app as a crash would. */
  async kill() {
    this.isClosed = true;
    await stop(this.driver, 'SIGKILL');
  }

  async close() {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.page.deleteSession().catch(() => {});
    await stop(this.driver);
  }
}

// The app in its real window, driven through WebKitWebDriver.
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { remote } from 'webdriverio';
import { freePort } from './ports.mjs';
import { start, stop, until } from './processes.mjs';
import { connectable } from './server.mjs';
import { Window } from './window.mjs';

export class App extends Window {
  /** Opens the app on a desktop; the same desktop opened again finds the same accounts. */
  static async open(desktop, { binary, server = '', size = [390, 844], env = {}, log }) {
    const app = new App();
    app.desktop = desktop;
    app.folder = join(desktop.folder, 'app');
    app.browsed = join(desktop.folder, 'browsed');
    await mkdir(app.folder, { recursive: true });
    const port = await freePort();
    app.driver = start('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      env: {
        ...desktop.env,
        COUNTERSIGN_DATA_DIR: app.folder,
        COUNTERSIGN_SERVER: server,
        TAURI_AUTOMATION: 'true',
        TAURI_WEBVIEW_AUTOMATION: 'true',
        // The sign-in page that the app opens is caught, and opened in Chromium by the story.
        BROWSER: new URL('catch-address', import.meta.url).pathname,
        COUNTERSIGN_CAUGHT: app.browsed,
        ...env,
      },
      log: log ?? join(desktop.folder, 'app.log'),
    });
    await until('WebKitWebDriver listens', () => connectable(port));
    app.page = await remote({
      hostname: '127.0.0.1',
      port,
      path: '/',
      logLevel: 'error',
      connectionRetryCount: 0,
      capabilities: { 'wdio:enforceWebDriverClassic': true, 'webkitgtk:browserOptions': { binary, args: [] } },
    });
    await app.page.setWindowSize(...size);
    return app;
  }

  /** Ends the app as a crash would. */
  async kill() {
    await stop(this.driver, 'SIGKILL');
  }

  async close() {
    await this.page.deleteSession().catch(() => {});
    await stop(this.driver);
  }
}

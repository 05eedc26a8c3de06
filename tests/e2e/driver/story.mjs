// A story: a test with a stage of its own, cleared afterwards; where it fails, pictures and logs are kept.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { App } from './app.mjs';
import { Browser } from './browser.mjs';
import { Desktop } from './desktop.mjs';
import { RunningServer } from './server.mjs';
import { steps } from './steps.mjs';

const KEPT = process.env.COUNTERSIGN_E2E_KEPT ?? join(tmpdir(), 'countersign-e2e');

/** Everything that one story uses. */
class Stage {
  servers = [];
  browsers = [];
  desktops = [];
  apps = [];
  others = [];

  async server(options) {
    const server = await RunningServer.start(options);
    this.servers.push(server);
    return server;
  }

  async browser(options) {
    const browser = await Browser.open(options);
    this.browsers.push(browser);
    return browser;
  }

  async desktop(name, options) {
    const desktop = await Desktop.start(name, options);
    this.desktops.push(desktop);
    return desktop;
  }

  /** Opens the app, on a desktop of its own unless one is given. */
  async app({ desktop, server, ...options } = {}) {
    const app = await App.open(desktop ?? (await this.desktop()), { server: server?.origin ?? '', ...options });
    this.apps.push(app);
    return app;
  }

  /** Something else to be closed at the end. */
  keep(closable) {
    this.others.push(closable);
    return closable;
  }

  /** Pictures, words and logs of a failure, in a folder that is told. */
  async keepEvidence(name, told) {
    const folder = join(KEPT, name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 80));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'steps.txt'), `${told.join('\n')}\n`);
    const windows = [...this.browsers.map((each) => ['browser', each]), ...this.apps.map((each) => ['app', each])];
    for (const [index, [kind, window]] of windows.entries()) {
      await window.picture(join(folder, `${index}-${kind}.png`)).catch(() => {});
      await writeFile(join(folder, `${index}-${kind}.txt`), await window.text().catch(String));
    }
    for (const [index, server] of this.servers.entries()) await cp(server.log, join(folder, `${index}-server.log`)).catch(() => {});
    for (const [index, desktop] of this.desktops.entries()) await cp(join(desktop.folder, 'app.log'), join(folder, `${index}-app.log`)).catch(() => {});
    return folder;
  }

  async close() {
    for (const each of [...this.apps, ...this.browsers, ...this.others, ...this.desktops, ...this.servers]) {
      await each.close().catch(() => {});
    }
  }
}

/** A test that plays a story on its own stage. */
export function story(name, act, { limit = 120_000 } = {}) {
  test(name, { timeout: limit }, async (t) => {
    const stage = new Stage();
    const told = [];
    const listen = (step, ms, error) => told.push(`${(ms / 1000).toFixed(1).padStart(6)} s  ${step}${error ? `: ${error.message}` : ''}`);
    steps.on('end', listen);
    try {
      await act(stage, t);
    } catch (error) {
      const folder = await stage.keepEvidence(name, [...told, String(error?.stack ?? error)]);
      t.diagnostic(`pictures, words and logs are in ${folder}`);
      throw error;
    } finally {
      steps.off('end', listen);
      if (process.env.COUNTERSIGN_E2E_TOLD) for (const line of told) t.diagnostic(line);
      await stage.close();
    }
  });
}

// A headless Chromium that takes the shape of any device.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { remote } from 'webdriverio';

import { freePort } from '../../tests/e2e/driver/ports.mjs';
import { start, stop, until } from '../../tests/e2e/driver/processes.mjs';
import { connectable } from '../../tests/e2e/driver/server.mjs';

const QUIET = [
  '--headless=new', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-features=OverscrollHistoryNavigation', '--overscroll-history-navigation=0', '--disable-extensions', '--disable-gpu', '--hide-scrollbars', '--force-device-scale-factor=1', '--lang=en-GB',
  // There is a mouse, as on every desk; where touch is imitated there is none.
  '--blink-settings=primaryPointerType=4,availablePointerTypes=4,primaryHoverType=2,availableHoverTypes=2',
  // A picture is the same on every machine.
  '--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb',
];

/** Longer than anything that moves into its place. */
const MOVES_MS = 1500;

export class Chromium {
  static async open() {
    const chromium = new Chromium();
    chromium.folder = await mkdtemp(join(tmpdir(), 'countersign-pictures-'));
    const port = await freePort();
    chromium.driver = start('chromedriver', [`--port=${port}`], { env: { ...process.env, TZ: 'UTC' } });
    await until('ChromeDriver listens', () => connectable(port));
    chromium.page = await remote({
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
          args: [...QUIET, ...(process.getuid() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${chromium.folder}`],
        },
      },
    });
    return chromium;
  }

  /** Asks the browser itself, past the page. */
  async devtools(command, params = {}) {
    return this.page.sendCommandAndGetResult(command, params);
  }

  /** Becomes a device: its size, what of it the system covers, its light, a finger or a mouse, how fine its points are. */
  async become(shape) {
    if (this.shape === shape) return;
    this.shape = shape;
    const { width, height, dark, touch, scale = 1, insets = {}, contrast } = shape;
    await this.devtools('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: touch });
    await this.devtools('Emulation.setSafeAreaInsetsOverride', { insets });
    await this.devtools('Emulation.setTouchEmulationEnabled', { enabled: touch });
    await this.devtools('Emulation.setEmulatedMedia', {
      features: [
        { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' },
        { name: 'prefers-reduced-motion', value: 'reduce' },
        { name: 'forced-colors', value: contrast ? 'active' : 'none' },
        { name: 'prefers-contrast', value: contrast ? 'more' : 'no-preference' },
      ],
    });
  }

  /** What an expression of the page comes to; a promise is waited for. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.devtools('Runtime.evaluate', {
      expression, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** A picture of the window, as PNG; `whole` is what lies below its edge, too. */
  async picture({ whole = false } = {}) {
    const { data } = await this.devtools('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true, captureBeyondViewport: whole });
    return Buffer.from(data, 'base64');
  }

  /** Ends what moves into place, stops what goes on for ever at its beginning, and hides the caret. */
  async holdStill() {
    await this.evaluate(`(async () => {
      document.documentElement.append(Object.assign(document.createElement('style'), { textContent: '* { caret-color: transparent !important }' }));
      for (const each of document.getAnimations()) {
        // What follows the scrolling stands still by itself.
        if (!(each.timeline instanceof DocumentTimeline)) continue;
        if (each.effect.getComputedTiming().endTime <= ${MOVES_MS}) each.finish();
        else Object.assign(each, { currentTime: 0 }).pause();
      }
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    })()`);
  }

  /** What the page's scripts complained about, and what its policy refused. */
  async complaints() {
    const entries = await this.page.getLogs('browser');
    return entries.filter(({ level }) => level === 'SEVERE').map(({ message }) => message);
  }

  async close() {
    await this.page.deleteSession().catch(() => undefined);
    await stop(this.driver);
    await rm(this.folder, { recursive: true, force: true });
  }
}

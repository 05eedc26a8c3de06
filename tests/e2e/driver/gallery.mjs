// A page looked at from all sides: phone and desktop, light and dark, by axe, at 320 pixels, with text of double size.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { barriers } from './accessibility.mjs';

const FOLDER = fileURLToPath(new URL('../../../demo/pages/', import.meta.url));
const SIZES = { phone: [390, 844], desk: [1120, 800] };

export class Gallery {
  seen = [];
  faults = [];

  /** `only` is a pattern of names: the others are passed by, for whoever works on one page. */
  constructor(browser, { script = true, only = process.env.COUNTERSIGN_PAGES ?? '' } = {}) {
    this.browser = browser;
    this.script = script;
    this.only = new RegExp(only);
  }

  /** From now on pages run no script, if that was asked for. */
  begin() {
    return this.devtools('Emulation.setScriptExecutionDisabled', { value: !this.script });
  }

  devtools(command, parameters = {}) {
    return this.browser.page.sendCommandAndGetResult(command, parameters);
  }

  /** Looks at what the browser shows now, and keeps pictures of it. Pages that load anew by themselves end axe. */
  async look(name, { axe = true } = {}) {
    this.seen.push(name);
    if (!this.only.test(name)) return;
    await mkdir(FOLDER, { recursive: true });
    for (const tone of ['light', 'dark']) {
      await this.devtools('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: tone }] });
      for (const [size, [width, height]] of Object.entries(SIZES)) {
        await this.resize(width, height);
        await this.keep(`${name}--${size}-${tone}`);
      }
      if (!axe) continue;
      await this.devtools('Emulation.setScriptExecutionDisabled', { value: false });
      for (const barrier of await barriers(this.browser)) this.faults.push(`${name}, ${tone}: ${barrier}`);
      await this.begin();
    }
    await this.devtools('Emulation.setEmulatedMedia', { features: [] });
    await this.fits(name, '320 pixels wide', 320, '');
    await this.fits(name, 'text of double size', 390, '200%');
    await this.resize(...SIZES.desk);
  }

  /** How a page looks on paper. */
  async print(name) {
    await this.devtools('Emulation.setEmulatedMedia', { media: 'print' });
    await this.resize(794, 1123);
    await this.keep(`${name}--print`);
    await this.devtools('Emulation.setEmulatedMedia', { media: '' });
    await this.resize(...SIZES.desk);
  }

  resize(width, height) {
    return this.devtools('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  }

  async keep(file) {
    const { data } = await this.devtools('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
    await writeFile(`${FOLDER}${file}.png`, Buffer.from(data, 'base64'));
  }

  /** Nothing sticks out sideways, and no words are cut. */
  async fits(name, how, width, size) {
    await this.resize(width, 844);
    const outside = await this.browser.page.execute((fontSize) => {
      const root = document.documentElement;
      root.style.fontSize = fontSize;
      const wide = root.scrollWidth > root.clientWidth ? [`the page is ${root.scrollWidth} wide`] : [];
      const cut = [...document.querySelectorAll('body *')].filter((each) => {
        const box = each.getBoundingClientRect();
        const style = getComputedStyle(each);
        const isShown = box.width > 1 && box.height > 1 && style.visibility !== 'hidden';
        const isCut = style.overflowX === 'hidden' && each.scrollWidth > each.clientWidth + 1;
        return isShown && (isCut || box.right > root.clientWidth + 1 || box.left < -1);
      });
      const named = cut.slice(0, 3).map((each) => `${each.tagName.toLowerCase()} ${each.id || each.className || each.textContent.slice(0, 30)}`);
      root.style.fontSize = '';
      return [...wide, ...named];
    }, size);
    if (outside.length > 0) this.faults.push(`${name}, ${how}: ${outside.join('; ')}`);
  }

  /** Tells all faults at once. */
  isFlawless() {
    assert.deepEqual(this.faults, []);
  }
}

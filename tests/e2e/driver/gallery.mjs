// A page looked at from all sides: phone and desktop, light and dark, from left to right and back, by axe, in forced
// colors, at 320 pixels, with text of double size; and put on the scales.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { barriers } from './accessibility.mjs';
import { weigh } from './weight.mjs';

const FOLDER = fileURLToPath(new URL('../../../demo/pages/', import.meta.url));
const SIZES = { phone: [360, 780], desk: [1120, 800] };
/** Each tone with each direction by axe, each of them once at each size. */
const SIDES = [
  { tone: 'light', direction: 'ltr', size: 'desk' },
  { tone: 'dark', direction: 'ltr', size: 'phone' },
  { tone: 'light', direction: 'rtl', size: 'phone' },
  { tone: 'dark', direction: 'rtl', size: 'desk' },
];
/** What a page may weigh in all, in bytes on the wire: HTML, styles, scripts, font, pictures (docs/performance.md). */
const HEAVIEST = 30_000;

export class Gallery {
  seen = [];
  faults = [];
  weights = [];

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
    await this.devtools('Emulation.setScrollbarsHidden', { hidden: true });
    const weight = await weigh(this.browser);
    this.weights.push({ name, ...weight });
    if (weight.all > HEAVIEST) this.faults.push(`${name} weighs ${weight.all} bytes, ${weight.page} of them HTML`);
    const own = await this.browser.page.execute(() => document.documentElement.dir);
    for (const { tone, direction, size } of SIDES) {
      if (own === 'rtl' && direction === 'ltr') continue;
      await this.turn(direction);
      await this.media({ 'prefers-color-scheme': tone });
      await this.pictures(name, tone, direction);
      await this.resize(...SIZES[size]);
      await this.reads(`${name}, ${direction}, ${size}`);
      if (!axe) continue;
      await this.devtools('Emulation.setScriptExecutionDisabled', { value: false });
      for (const barrier of await barriers(this.browser)) this.faults.push(`${name}, ${tone}, ${direction}, ${size}: ${barrier}`);
      await this.begin();
    }
    for (const direction of own === 'rtl' ? ['rtl'] : ['rtl', 'ltr']) {
      await this.turn(direction);
      await this.fits(`${name}, ${direction}`, '320 pixels wide', 320, '');
      await this.fits(`${name}, ${direction}`, 'text of double size', SIZES.phone[0], '200%');
      await this.fits(`${name}, ${direction}`, 'text of double size', SIZES.desk[0], '200%');
    }
    await this.keepsShapes(name);
    await this.media({});
    await this.resize(...SIZES.desk);
  }

  /** Both sizes as it is read; mirrored, what a phone shows by day. */
  async pictures(name, tone, direction) {
    for (const [size, [width, height]] of Object.entries(SIZES)) {
      const isMirrored = direction === 'rtl';
      if (isMirrored && (size !== 'phone' || tone !== 'light')) continue;
      await this.resize(width, height);
      await this.keep(`${name}--${size}-${isMirrored ? 'rtl' : tone}`);
    }
  }

  /** The same page mirrored: nothing in it may know left from right. */
  turn(direction) {
    return this.browser.page.execute((way) => {
      document.documentElement.dir = way;
    }, direction);
  }

  /** The media features that the page finds; those that are not named are the system's again. */
  media(features) {
    return this.devtools('Emulation.setEmulatedMedia', { features: Object.entries(features).map(([name, value]) => ({ name, value })) });
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
    // What lies beyond is drawn in another frame, which Chromium moves aside where a page runs from right to left.
    const captureBeyondViewport = await this.browser.page.execute(() => document.documentElement.scrollHeight > innerHeight);
    const { data } = await this.devtools('Page.captureScreenshot', { format: 'png', captureBeyondViewport });
    await writeFile(`${FOLDER}${file}.png`, Buffer.from(data, 'base64'));
  }

  /** No words are squeezed into a column of letters. */
  async reads(name) {
    const squeezed = await this.browser.page.execute(() => {
      const long = (each) => [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 8);
      // Words in a line are as wide as what they stand in.
      const column = (each) => (getComputedStyle(each).display === 'inline' ? column(each.parentElement) : each);
      const columns = [...document.querySelectorAll('main *')].filter((each) => long(each) && !each.closest('.vh, [hidden]')).map(column);
      return [...new Set(columns)]
        .filter((each) => {
          const { width } = each.getBoundingClientRect();
          return width > 1 && width < 3 * Number.parseFloat(getComputedStyle(each).fontSize);
        })
        .map((each) => each.textContent.trim().slice(0, 30));
    });
    if (squeezed.length > 0) this.faults.push(`${name}: squeezed: ${squeezed.join('; ')}`);
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
    if (outside.length > 0) this.faults.push(`${name}, ${how} on ${width}: ${outside.join('; ')}`);
  }

  /**
   * Where the system sets all colors, what can be pressed or filled in still has an edge or a line under its
   * words, and no words go under.
   */
  async keepsShapes(name) {
    await this.media({ 'forced-colors': 'active', 'prefers-color-scheme': 'dark' });
    await this.resize(...SIZES.phone);
    await this.keep(`${name}--phone-forced`);
    const found = await this.browser.page.execute(() => {
      const shown = (selector) => [...document.querySelectorAll(selector)].filter((each) => {
        const box = each.getBoundingClientRect();
        return box.width > 1 && box.height > 1;
      });
      const named = (each) => each.id || each.textContent.trim().slice(0, 30);
      const shapeless = shown('button, input:not([type=hidden]), a[href], progress').filter((each) => {
        const own = getComputedStyle(each);
        const hasEdge = Number.parseFloat(own.borderTopWidth) > 0 && own.borderTopStyle !== 'none';
        // Names at the head of a page, languages and tabs stand among their like.
        return !hasEdge && !own.textDecorationLine.includes('underline') && !each.closest('.w-head, .w-languages, .tabs');
      });
      // Behind words the system lays its own ground, unless they are told to keep their colors.
      const canvas = Object.assign(document.createElement('i'), { style: 'color: Canvas' });
      document.body.append(canvas);
      const ground = getComputedStyle(canvas).color;
      canvas.remove();
      const wordless = shown('body *').filter((each) => {
        const own = getComputedStyle(each);
        const hasWords = [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
        return hasWords && own.forcedColorAdjust === 'auto' && own.color === ground;
      });
      return [
        ...(matchMedia('(forced-colors: active)').matches ? [] : ['colors are not forced']),
        ...shapeless.map((each) => `no shape: ${named(each)}`),
        ...wordless.map((each) => `words in the color of their ground: ${named(each)}`),
      ];
    });
    if (found.length > 0) this.faults.push(`${name}, forced colors: ${found.join('; ')}`);
  }

  /** Tells all faults at once; leaves a list of what the pages weigh beside the pictures. */
  async isFlawless() {
    const [first] = this.weights;
    const lines = this.weights.toSorted((one, other) => other.all - one.all).map(({ name, all, page }) => `${all} ${page} ${name}`);
    if (first) await writeFile(`${FOLDER}weights-${first.name}.txt`, `all html name\n${lines.join('\n')}\n`);
    assert.deepEqual(this.faults, []);
  }
}

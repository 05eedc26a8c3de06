// What the app's window and the browser's have in common: finding by the words that people read, and pictures.
import { until } from './processes.mjs';

export class Window {
  /** The element with this id, once it is there. */
  async id(id, limit) {
    return this.css(`#${id}`, limit);
  }

  async css(selector, limit) {
    return until(`${selector} is shown`, async () => {
      const element = await this.page.$(selector);
      return (await element.isExisting()) && (await element.isDisplayed()) ? element : null;
    }, limit);
  }

  /** The button or link that people call by this name, once it is there and takes presses. */
  async named(name, limit) {
    return until(`a control named “${name}”`, async () => {
      for (const element of await this.page.$$('button, a, summary, label, [role="button"], [role="menuitem"]')) {
        if (!(await element.isDisplayed())) continue;
        const words = `${await element.getText()}\n${(await element.getAttribute('aria-label')) ?? ''}`;
        if (words.split('\n').some((line) => line.trim() === name) && (await element.isEnabled())) return element;
      }
      return null;
    }, limit);
  }

  async press(name, limit) {
    const element = await this.named(name, limit);
    await until(`“${name}” takes the press`, async () => {
      await element.click();
      return true;
    }, limit);
  }

  /** All words on the screen. */
  async text() {
    return this.page.execute(() => document.body.innerText);
  }

  /** Waits for words on the screen; `words` may be a pattern, whose match is returned. */
  async says(words, limit) {
    return until(`the screen says ${words}`, async () => {
      const text = (await this.text()).replaceAll('\u00a0', ' ');
      return typeof words === 'string' ? text.includes(words) : words.exec(text);
    }, limit);
  }

  /** A picture; two frames pass first, because WebKit's may be one frame old. */
  async picture(file) {
    await this.page.executeAsync((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
    await this.page.saveScreenshot(file);
    return file;
  }
}

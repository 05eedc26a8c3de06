// What the app's window and the browser's have in common: finding by the words that people read, and pictures.
import { until } from './processes.mjs';

/** Runs in the page: the control that people call by this name, the one on top if several are. */
function controlNamed(name) {
  const flat = (text) => text.replaceAll('\u00a0', ' ').trim();
  const named = [...document.querySelectorAll('button, a[href], summary, label, [role="button"], [role="menuitem"], [role="radio"], [role="tab"]')].filter(
    (each) => {
      const box = each.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || each.closest('[inert], [hidden]') || each.disabled) return false;
      const label = flat(each.getAttribute('aria-label') ?? '');
      return label === name || (label === '' && each.innerText.split('\n').some((line) => flat(line) === name));
    },
  );
  const onTop = (each) => {
    each.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const box = each.getBoundingClientRect();
    const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return there !== null && (each.contains(there) || there.contains(each));
  };
  return named.find(onTop) ?? null;
}

/** Without the spaces that keep words together. */
function plain(text) {
  return text.replaceAll(/[\u00a0\u202f]/g, ' ');
}

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
    return until(`a control named “${name}”`, () => this.controlNow(name), limit);
  }

  async controlNow(name) {
    const found = await this.page.execute(controlNamed, name);
    return found ? this.page.$(found) : null;
  }

  /** Whether a control of this name takes presses now. */
  async offers(name) {
    return (await this.page.execute(controlNamed, name)) !== null;
  }

  async press(name, limit) {
    await until(`“${name}” takes the press`, async () => {
      const element = await this.controlNow(name);
      await element?.click();
      return element !== null;
    }, limit);
  }

  /** Types into the field that people call by this name. */
  async fill(label, text, limit) {
    const field = await until(`a field named “${label}”`, async () => {
      const found = await this.page.execute((name) => {
        const flat = (words) => (words ?? '').replaceAll('\u00a0', ' ').trim();
        return [...document.querySelectorAll('input, textarea, select')].find((each) => {
          const box = each.getBoundingClientRect();
          if (box.width === 0 || each.disabled || each.closest('[inert], [hidden]')) return false;
          return flat(each.getAttribute('aria-label')) === name || [...(each.labels ?? [])].some((own) => flat(own.innerText) === name);
        }) ?? null;
      }, label);
      return found ? this.page.$(found) : null;
    }, limit);
    await field.setValue(text);
    return field;
  }

  /** Presses keys as a keyboard does: `'Enter'`, `'Tab'`, or what is typed. */
  async keys(...keys) {
    for (const key of keys) await this.page.keys(key);
  }

  /** What has the focus: its name and tag. */
  async focused() {
    return this.page.execute(() => {
      const at = document.activeElement;
      return at ? `${at.tagName.toLowerCase()} ${at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText ?? ''}`.trim() : '';
    });
  }

  /** All words on the screen. */
  async text() {
    const text = await this.page.execute(() => document.body?.innerText ?? '');
    return plain(text);
  }

  /** Waits for words on the screen; `words` may be a pattern, whose match is returned. */
  async says(words, limit) {
    let last = '';
    return until(`the screen says ${words}`, async () => {
      last = await this.text();
      return typeof words === 'string' ? last.includes(plain(words)) : words.exec(last);
    }, limit).catch((error) => {
      throw new Error(`${error.message}; it says:\n${last}`, { cause: error });
    });
  }

  /** Whether these words are on the screen now. */
  async saysNow(words) {
    return (await this.text()).includes(plain(words));
  }

  async picture(file) {
    await this.page.saveScreenshot(file);
    return file;
  }
}

/** A hand in the gallery: presses, types and waits, by the names that people read. */
const LIMIT_MS = 3000;

async function until<T>(what: string, look: () => T | null | undefined): Promise<T> {
  const end = Date.parse(new Date().toISOString()) + LIMIT_MS;
  for (;;) {
    const found = look();
    if (found) return found;
    if (Date.parse(new Date().toISOString()) > end) throw new Error(`nothing like ${what}`);
    await new Promise(requestAnimationFrame);
  }
}

function nameOf(element: Element): string {
  const label = element.getAttribute('aria-label');
  const words = [...element.childNodes].map((node) => {
    if (node instanceof Element) return node.getAttribute('aria-hidden') === 'true' ? '' : nameOf(node);
    return node.textContent ?? '';
  });
  return plain(label ?? words.join(' '));
}

/** Words without the kinds of space that French has. */
function plain(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}

function shown(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true });
}

/** What lies on top takes the presses. */
function top(): ParentNode {
  return document.querySelector('[role="alertdialog"]') ?? document.querySelector('[role="menu"]') ?? document;
}

/** The control whose name begins like this. */
export function control(name: string): Promise<HTMLElement> {
  return until(`a control “${name}”`, () =>
    [...top().querySelectorAll<HTMLElement>('button, a, summary, [role="menuitem"], label')].find(
      (each) => shown(each) && nameOf(each).startsWith(plain(name)) && !each.hasAttribute('disabled'),
    ),
  );
}

export async function press(...names: string[]): Promise<void> {
  for (const name of names) {
    const element = await control(name);
    if (element.getAttribute('aria-haspopup') === 'menu') {
      element.focus();
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      await until('a menu', () => document.querySelector('[role="menu"]'));
    } else element.click();
  }
}

/** Types into the field with this label. */
export async function type(label: string, text: string): Promise<void> {
  const field = await until(`a field “${label}”`, () => {
    const inputs = [...document.querySelectorAll<HTMLInputElement>('input')].filter(shown);
    return inputs.find(
      (each) => each.getAttribute('aria-label') === label || [...(each.labels ?? [])].some((one) => nameOf(one).startsWith(plain(label))),
    );
  });
  field.focus();
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** Writes into the text area with this label. */
export async function write(label: string, text: string): Promise<void> {
  const area = await until(`an area “${label}”`, () =>
    [...document.querySelectorAll('textarea')].filter(shown).find((each) => [...each.labels].some((one) => nameOf(one).startsWith(plain(label)))),
  );
  area.focus();
  area.value = text;
  area.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** Holds a file over the window, as soon as that takes any, or drops it there. */
export async function hold(type: 'dragenter' | 'drop', name = 'export.json'): Promise<void> {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(['{}'], name, { type: name.endsWith('.png') ? 'image/png' : 'application/json' }));
  const drag = (as: string) => document.body.dispatchEvent(new DragEvent(as, { dataTransfer, bubbles: true, cancelable: true }));
  await until('a window that takes files', () => !drag('dragover'));
  drag(type);
}

export async function key(name: string, more: KeyboardEventInit = {}): Promise<void> {
  await settled();
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more }));
}

/** Waits for words on the screen. */
export function says(words: string): Promise<boolean> {
  return until(`the words “${words}”`, () => plain(document.body.innerText).includes(plain(words)));
}

/** Waits for something that is drawn. */
export function sees(selector: string): Promise<Element> {
  return until(selector, () => document.querySelector(selector));
}

/** Two frames, so that everything that was asked for is drawn. */
export async function settled(): Promise<void> {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}

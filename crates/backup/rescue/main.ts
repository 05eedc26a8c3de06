// The page: a file, a key, and then the codes.
import { NotABackup, readBackup } from './backup.ts';
import { CannotOpen, openFile } from './open.ts';
import { show } from './show.ts';
import { language, words } from './words.ts';

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the page has no ${id}`);
}

const form = element('form', HTMLFormElement);
const file = element('file', HTMLInputElement);
const key = element('key', HTMLInputElement);
const showKey = element('show-key', HTMLInputElement);
const button = element('open', HTMLButtonElement);
const status = element('status', HTMLParagraphElement);

document.documentElement.lang = language;
document.title = words.title;
element('title', HTMLHeadingElement).textContent = words.title;
element('intro', HTMLParagraphElement).textContent = words.intro;
element('file-label', HTMLLabelElement).textContent = words.file;
element('key-label', HTMLLabelElement).textContent = words.key;
element('key-hint', HTMLParagraphElement).textContent = words.keyHint;
element('offline', HTMLParagraphElement).textContent = words.offline;
element('show-key-label', HTMLSpanElement).textContent = words.showKey;
button.textContent = words.open;
form.hidden = false;

function say(text: string, isError: boolean): void {
  status.textContent = text;
  status.className = isError ? 'error' : '';
}

function reason(error: unknown): string {
  if (error instanceof CannotOpen) return words.failures[error.failure];
  return error instanceof NotABackup ? words.notABackup : words.failures.damaged;
}

/** Lets the browser draw what was just said. */
const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

async function open(): Promise<void> {
  const chosen = file.files?.[0];
  if (!chosen) return say(words.noFile, true);
  if (key.value.trim() === '') return say(words.noKey, true);
  say(words.opening, false);
  button.disabled = true;
  await drawn();
  try {
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    const accounts = readBackup(await openFile(bytes, key.value));
    key.value = '';
    form.hidden = true;
    say(words.opened(accounts.length), false);
    show(element('accounts', HTMLUListElement), accounts);
  } catch (error) {
    say(reason(error), true);
  } finally {
    button.disabled = false;
  }
}

showKey.addEventListener('change', () => {
  key.type = showKey.checked ? 'text' : 'password';
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void open();
});

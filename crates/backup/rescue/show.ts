// The accounts with their codes, which change with the time.
import type { Account, Codes } from './backup.ts';
import { codeAt } from './codes.ts';
import { words } from './words.ts';

function make<K extends keyof HTMLElementTagNameMap>(name: K, className: string, text = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Shows the accounts, and keeps their codes current. */
export function show(list: HTMLUListElement, accounts: Account[]): void {
  const updates: ((now: number) => void)[] = [];
  for (const account of accounts) {
    const item = make('li', 'account');
    item.append(make('h2', '', account.service || account.user));
    if (account.service && account.user) item.append(make('p', 'user', account.user));
    if (account.codes) {
      const { part, update } = code(account.codes);
      item.append(part);
      updates.push(update);
    } else {
      item.append(make('p', 'hint', account.origin ? words.noCodes : words.cannotShow));
    }
    if (account.origin) item.append(make('p', 'hint', words.linked(account.origin)));
    if (account.codes) item.append(folded(words.setupKey, account.codes.base32));
    if (account.note) item.append(folded(words.note, account.note));
    list.append(item);
  }
  list.hidden = false;
  const tick = () => {
    const now = Date.now() / 1000;
    for (const update of updates) update(now);
  };
  tick();
  setInterval(tick, 250);
}

function folded(title: string, text: string): HTMLDetailsElement {
  const details = make('details', '');
  details.append(make('summary', '', title), make('code', 'long', text));
  return details;
}

function code(codes: Codes): { part: HTMLElement; update: (now: number) => void } {
  const part = make('div', 'code-row');
  const digits = make('output', 'code');
  const left = make('span', 'left');
  const copy = make('button', '', words.copy);
  copy.type = 'button';
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(digits.value.replaceAll(' ', '')).then(() => {
      copy.textContent = words.copied;
      setTimeout(() => (copy.textContent = words.copy), 2000);
    });
  });
  part.append(digits, left, copy);
  if (codes.kind !== 'hotp') return { part, update: (now) => draw(digits, left, codes, now) };
  let counter = codes.counter;
  const next = make('button', '', words.next);
  next.type = 'button';
  const drawCounter = () => {
    set(digits, spaced(codeAt(codes, 0, counter)));
    set(left, words.counter(counter.toString()));
  };
  next.addEventListener('click', () => {
    counter += 1n;
    drawCounter();
  });
  part.append(next);
  drawCounter();
  return { part, update: () => {} };
}

function draw(digits: HTMLOutputElement, left: HTMLElement, codes: Codes, now: number): void {
  set(digits, spaced(codeAt(codes, now)));
  const seconds = codes.period - Math.floor(now % codes.period);
  set(left, words.secondsLeft(seconds));
  left.classList.toggle('late', seconds <= 5);
}

/** Only what changed, so that a selection and a screen reader are left in peace. */
function set(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function spaced(code: string): string {
  if (code.length <= 5) return code;
  const half = code.length === 9 ? 3 : Math.ceil(code.length / 2);
  return code.match(new RegExp(`.{1,${half}}`, 'gu'))?.join(' ') ?? code;
}

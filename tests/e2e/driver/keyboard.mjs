// The app by its keyboard alone: Tab to a control by its name, Enter or Space, and typing.
import { until } from './processes.mjs';

/** Runs in the page: what has the focus, by the name that a screen reader says first. */
function nameOfFocus() {
  const at = document.activeElement;
  if (!at?.matches('button, a, input, textarea, select, summary, [role]:not([role="dialog"])')) return '';
  const flat = (text) => (text ?? '').replaceAll('\u00a0', ' ').trim();
  const by = at.getAttribute('aria-labelledby')?.split(' ').map((id) => flat(document.getElementById(id)?.textContent)).join(' ');
  return by || flat(at.getAttribute('aria-label')) || flat(at.labels?.[0]?.innerText) || flat(at.innerText).split('\n')[0];
}

/** Presses Tab until this control has the focus. Without a window manager no window is active, so rings do not show. */
export async function tabTo(app, name) {
  const passed = [];
  await until(`Tab reaches “${name}”`, async () => {
    for (let presses = 0; presses < 60; presses += 1) {
      const now = await app.page.execute(nameOfFocus);
      if (now === name || now.startsWith(`${name} `)) return true;
      passed.push(now);
      await app.page.keys('Tab');
    }
    return false;
  }).catch((error) => {
    throw new Error(`${error.message}; Tab passed ${[...new Set(passed)].join(' · ')}`, { cause: error });
  });
}

/** Presses a button from the keyboard. */
export async function pressByKey(app, name, key = 'Enter') {
  await app.named(name);
  await tabTo(app, name);
  await app.page.keys(key);
}

/** Fills a field from the keyboard, over what is in it. */
export async function typeByKey(app, label, text) {
  await tabTo(app, label);
  await app.page.keys(['Control', 'a']);
  await app.keys(...text);
}

/** Presses Tab until a row of the list has the focus. */
export async function tabToRow(app, service) {
  await until(`Tab reaches the row of ${service}`, async () => {
    for (let presses = 0; presses < 60; presses += 1) {
      const isThere = await app.page.execute((name) => document.activeElement?.closest('[data-account]')?.innerText.includes(name), service);
      if (isThere) return true;
      await app.page.keys('Tab');
    }
    return false;
  });
}

/** Opens the menu of the row that has the focus, and chooses from it. */
export async function chooseInMenu(app, name) {
  await app.page.keys('ArrowRight');
  await until(`the menu offers “${name}”`, async () => {
    const [role, now] = await app.page.execute(() => [document.activeElement?.getAttribute('role'), document.activeElement?.innerText.trim()]);
    if (role === 'menuitem' && now.startsWith(name)) return true;
    // The menu itself has the focus where no window is active.
    if (role === 'menuitem' || role === 'menu') await app.page.keys('ArrowDown');
    return false;
  });
  await app.page.keys('Enter');
}

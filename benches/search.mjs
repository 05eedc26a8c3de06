// How long a keystroke in the search field takes among ten thousand accounts: `npm run bench -- search`.
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { Chromium } from '../ui/tests/chromium.mjs';
import { openGallery } from '../ui/tests/gallery.mjs';
import { median } from './system.mjs';

const TYPED = ['n', 'no', 'nor', 'north', 'north 1', 'north 12', 'north 124', 'o', 'or', 'orc 9', 'b', 'bank'];
const ROUNDS = 9;

/** Milliseconds of work from a typed text to the accounts that it finds: the median, and the slowest of the texts. */
export async function comparing() {
  const vite = await createServer({ configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)), server: { middlewareMode: true }, logLevel: 'error' });
  const { makeComparable, matching } = await vite.ssrLoadModule('/src/features/accounts/accounts.svelte.ts');
  await vite.close();
  const names = ['Northlake', 'Académie des sciences', 'Tideline Bank', 'Orchard Cloud', 'Übersee'];
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // The shell tells the accounts anew after each change.
    const all = Array.from({ length: 10_000 }, (_, index) => ({ service: `${names[index % 5]} ${index}`, user: `${index}.robin@northlake.example` }));
    makeComparable(all);
    times.push(TYPED.map((text) => {
      const began = process.cpuUsage();
      matching(all, text);
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1000;
    }));
  }
  return { usual: median(times.flat()), slowest: median(times.map((round) => Math.max(...round))) };
}

/**
 * The same in the window's own pages (the gallery in Chromium), until the rows that are found are laid out. What is
 * counted is for how long the page's thread works, not for how long it waits for other programs.
 */
export async function laidOut() {
  const gallery = await openGallery();
  const chromium = await Chromium.open();
  try {
    await chromium.become({ width: 390, height: 844, touch: true });
    await chromium.page.url(`${gallery.address}?screen=accounts-ten-thousand`);
    await chromium.devtools('Performance.enable', { timeDomain: 'threadTicks' });
    await chromium.evaluate(`(${ready})()`);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push([]);
      for (const text of ['', ...TYPED]) rounds.at(-1).push(await keystroke(chromium, text));
    }
    return TYPED.map((_, index) => median(rounds.map((round) => round[index + 1])));
  } finally {
    await chromium.close();
    await gallery.close();
  }
}

async function keystroke(chromium, text) {
  const before = await worked(chromium);
  await chromium.evaluate(`(${type})(${JSON.stringify(text)})`);
  const after = await worked(chromium);
  const isFound = await chromium.evaluate(`document.querySelector('.scroll h2[role="status"]') !== null`);
  if (isFound !== (text !== '')) throw new Error(`the list did not follow “${text}”`);
  await chromium.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  return after - before;
}

/** For how many milliseconds the page has worked so far. */
async function worked(chromium) {
  const { metrics } = await chromium.devtools('Performance.getMetrics');
  const of = (wanted) => metrics.find(({ name }) => name === wanted).value;
  return (of('ScriptDuration') + of('RecalcStyleDuration') + of('LayoutDuration')) * 1000;
}

/** Runs in the page: until the list is there. */
function ready() {
  return new Promise((done) => {
    const look = () => (document.documentElement.dataset.shown && document.querySelector('input[type="search"]') ? done() : requestAnimationFrame(look));
    look();
  });
}

/** Runs in the page: the text is in the field, and what was found is laid out. */
async function type(text) {
  const field = document.querySelector('input[type="search"]');
  const list = document.querySelector('.scroll');
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  // Svelte changes the page in a microtask.
  await Promise.resolve();
  await Promise.resolve();
  list.getBoundingClientRect();
}

// Takes a picture of every screen of the app in every state and looks for barriers on each, then goes through the
// window with the keyboard alone: `node ui/tests/pictures.mjs`. Words narrow it down to screens and shapes:
// `node ui/tests/pictures.mjs account phone-dark`. Unless told otherwise it takes three shapes; `--all` takes every one.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { Chromium } from './chromium.mjs';
import { openGallery } from './gallery.mjs';
import { keyboard } from './keyboard.mjs';
import { Stillness } from './stillness.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PHONE = { width: 390, height: 844, touch: true };
const DESKTOP = { width: 1080, height: 760, touch: false };

/** The shapes in which each screen is looked at; those marked first always. */
const SHAPES = [
  { shape: 'phone-light', ...PHONE, first: true },
  { shape: 'phone-dark', ...PHONE, dark: true },
  { shape: 'desk-light', ...DESKTOP },
  { shape: 'desk-dark', ...DESKTOP, dark: true, first: true },
  { shape: 'phone-fr', ...PHONE, locale: 'fr' },
  { shape: 'desk-fr', ...DESKTOP, locale: 'fr' },
  // The narrowest window, and words twice as large.
  { shape: 'narrow', width: 320, height: 640, touch: true, locale: 'fr' },
  // The longest words, at both widths of small phones.
  { shape: 'phone-de', width: 375, height: 812, touch: true, locale: 'de' },
  { shape: 'narrow-de', width: 320, height: 640, touch: true, locale: 'de' },
  { shape: 'desk-de', ...DESKTOP, locale: 'de' },
  { shape: 'phone-es', ...PHONE, locale: 'es' },
  { shape: 'phone-it', ...PHONE, locale: 'it' },
  // The other direction.
  { shape: 'phone-rtl', ...PHONE, locale: 'ar-XB', first: true },
  { shape: 'desk-rtl', ...DESKTOP, locale: 'ar-XB' },
  { shape: 'large-text', ...PHONE, text: 2 },
];

const every = process.argv.includes('--all');
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = here('pictures');
await mkdir(pictures, { recursive: true });

const gallery = await openGallery();
const { address } = gallery;
const chromium = await Chromium.open();
const barriers = [];
let shown = 0;
let still;

try {
  await chromium.devtools('Page.addScriptToEvaluateOnNewDocument', { source: axe });
  await chromium.page.url(address);
  await chromium.evaluate('document.fonts.ready.then(() => true)');
  const names = await chromium.evaluate(`[...document.querySelectorAll('a')].map((link) => link.textContent)`);
  const chosen = names.filter((name) => fits(name, wanted.filter((word) => !SHAPES.some(({ shape }) => shape === word))));
  for (const shape of SHAPES.filter((each) => (wanted.some(isShape) ? wanted.includes(each.shape) : every || each.first))) {
    await chromium.become(shape);
    still = new Stillness();
    for (const name of chosen) await look(name, shape);
  }
  if (wanted.length === 0 || wanted.includes('keyboard')) {
    await chromium.become({ ...DESKTOP });
    const { wrong, told } = await keyboard(chromium, address);
    barriers.push(...wrong);
    console.log(`${told} stories by keyboard`);
  }
} finally {
  await chromium.close();
  await gallery.close();
}

for (const line of barriers) console.error(line);
console.log(`${shown} screens, ${barriers.length === 0 ? 'no' : barriers.length} barriers`);
process.exitCode = barriers.length === 0 ? 0 : 1;

function isShape(word) {
  return SHAPES.some(({ shape }) => shape === word);
}

function fits(name, words) {
  return words.length === 0 || words.some((word) => name.startsWith(word));
}

/** Shows one screen in one shape, keeps its picture, and writes down what is wrong with it. */
async function look(name, { shape, locale, text = 1 }) {
  const wrong = (what) => barriers.push(`${name} ${shape}: ${what}`);
  await chromium.page.url(`${address}?screen=${name}${locale ? `&locale=${locale}` : ''}`);
  const outcome = await chromium.evaluate(`(async () => {
    document.documentElement.style.fontSize = ${JSON.stringify(text === 1 ? '' : `${text * 16}px`)};
    await new Promise((ready) => {
      setTimeout(ready, 15_000);
      const look = () => document.documentElement.dataset.shown ? ready() : requestAnimationFrame(look);
      look();
    });
    await document.fonts.ready;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    return document.documentElement.dataset.shown ?? 'is not shown after 15 seconds';
  })()`);
  shown += 1;
  if (outcome !== 'yes') wrong(outcome);
  await writeFile(`${pictures}/${name}--${shape}.png`, await chromium.picture());
  if (await chromium.evaluate('document.documentElement.scrollWidth > innerWidth')) wrong('is wider than the window');
  for (const complaint of await chromium.complaints()) if (!complaint.includes('/favicon.ico')) wrong(complaint);
  // Words twice as large may take a line more.
  if (text === 1) for (const row of await still.moved(chromium, name)) wrong(row);
  for (const found of await violations()) wrong(found);
}

async function violations() {
  return chromium.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => id + ': ' + help + ': ' + nodes.map(({ target, failureSummary }) => target.join(' ') + ' ' + failureSummary).join(', ')))`);
}

// Takes a picture of every screen of the app in every state and looks for barriers on each, compares those that are
// kept in `references`, sees whether anything moves by itself, then goes through the window with the keyboard alone, and by finger:
// `node ui/tests/pictures.mjs`. Words narrow it down to screens and shapes: `node ui/tests/pictures.mjs account
// phone-dark`. Unless told otherwise it takes three shapes; `--all` takes every one; `readme` draws README's pictures.
// `--kept` does nothing but compare, `--accept` keeps what is shown now.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import { Chromium } from './chromium.mjs';
import { undrawn } from './components.mjs';
import { openGallery } from './gallery.mjs';
import { keyboard } from './keyboard.mjs';
import { inLanes } from './lanes.mjs';
import { shifts } from './shifts.mjs';
import { misheard } from './spoken.mjs';
import { Stillness } from './stillness.mjs';
import { touch } from './touch.mjs';
import { CHOSEN } from './visual/chosen.mjs';
import { FINE } from './visual/palette.mjs';
import { drawReadme } from './visual/readme.mjs';
import { References } from './visual/references.mjs';

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
  // The manners of the other systems; all other phones are Android's, all other desktops Linux.
  { shape: 'iphone', ...PHONE, platform: 'ios', insets: { top: 47, bottom: 34 } },
  { shape: 'iphone-wide', width: 844, height: 390, touch: true, platform: 'ios', insets: { left: 47, right: 47, bottom: 21 } },
  { shape: 'mac', ...DESKTOP, platform: 'macos' },
  { shape: 'windows-contrast', ...DESKTOP, platform: 'windows', contrast: true },
];

const has = (option) => process.argv.includes(option);
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const wantedShapes = words.filter((word) => SHAPES.some(({ shape }) => shape === word));
const wantedNames = words.filter((word) => !wantedShapes.includes(word));
const isWhole = words.length === 0;
/** Nothing but comparing; barriers and keys are looked at on other occasions. */
const onlyKept = has('--kept') || has('--accept');
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = here('pictures');
const evidence = here('pictures/changed');
await mkdir(pictures, { recursive: true });
await rm(evidence, { recursive: true, force: true });

const gallery = await openGallery();
const { address } = gallery;
const chromiums = [];
const screens = new References({ folder: here('references'), evidence, accept: has('--accept') });
const readme = new References({ folder: here('../../docs/pictures'), evidence, accept: has('--accept'), near: FINE });
const drawn = new Set();
const barriers = [];
let shown = 0;

try {
  for (let lane = 0; lane < Math.min(availableParallelism(), 4); lane += 1) {
    const chromium = await Chromium.open();
    chromiums.push(chromium);
    await chromium.devtools('Page.addScriptToEvaluateOnNewDocument', { source: axe });
  }
  const names = await namesOfScreens(chromiums[0]);
  for (const name of CHOSEN.keys()) if (!names.includes(name)) barriers.push(`${name} is kept in ui/tests/references, but there is no such screen`);
  // Stories first: they mostly wait, and another browser takes pictures meanwhile.
  await inLanes([...stories(), ...SHAPES.flatMap((shape) => looks(names, shape))], chromiums);
  if (isWhole) await screens.end();
  if (isWhole && !onlyKept) barriers.push(...(await undrawn(drawn)));
} finally {
  for (const chromium of chromiums) await chromium.close();
  await gallery.close();
}

const changed = [...screens.changed, ...readme.changed];
for (const line of [...screens.accepted, ...readme.accepted]) console.log(`accepted ${line}`);
for (const line of [...barriers, ...changed]) console.error(line);
if (changed.length > 0) console.error('Where that is as it should be: npm run pictures -- --accept');
console.log(`${shown} screens, ${barriers.length || 'no'} barriers, ${changed.length || 'no'} changed pictures`);
process.exitCode = barriers.length + changed.length === 0 ? 0 : 1;

/** What the gallery has. */
async function namesOfScreens(chromium) {
  await chromium.page.url(address);
  await chromium.evaluate('document.fonts.ready.then(() => true)');
  return chromium.evaluate(`[...document.querySelectorAll('a')].map((link) => link.textContent)`);
}

/** The jobs that go through several screens. */
function stories() {
  const isWanted = (word) => (isWhole && !onlyKept) || wantedNames.includes(word);
  const told = (words, shape, tell) => async (chromium) => {
    await chromium.become({ ...shape });
    const { wrong, told } = await tell(chromium, address);
    barriers.push(...wrong);
    // What was said on the way is not the next screen's.
    await chromium.complaints();
    console.log(`${told} stories ${words}`);
  };
  return [
    ...(isWanted('shifts') ? [PHONE, DESKTOP].map((shape) => told(`without anything that moves by itself, ${shape.width} wide`, shape, shifts)) : []),
    ...(isWanted('keyboard') ? [told('by keyboard', DESKTOP, keyboard)] : []),
    ...(isWanted('touch') ? [told('by finger', PHONE, touch)] : []),
    ...(isWhole || wantedNames.includes('readme') ? [drawsReadme] : []),
  ];
}

async function drawsReadme(chromium) {
  await drawReadme(chromium, address, readme);
  await readme.end();
}

/** A job for each screen that is looked at in this shape. */
function looks(names, shape) {
  const looksAtAll = !onlyKept && (wantedShapes.length > 0 ? wantedShapes.includes(shape.shape) : has('--all') || shape.first);
  const chosen = names.filter((name) => fits(name) && (looksAtAll || isKept(name, shape.shape)));
  const still = new Stillness(chosen);
  return chosen.map((name) => async (chromium) => {
    await chromium.become(shape);
    await look(chromium, name, shape, looksAtAll && still);
  });
}

function fits(name) {
  return wantedNames.length === 0 || wantedNames.some((word) => name.startsWith(word));
}

function isKept(name, shape) {
  return CHOSEN.get(name)?.includes(shape) && (wantedShapes.length === 0 || wantedShapes.includes(shape));
}

/** Shows one screen in one shape, keeps its picture, and, where its rows may not jump, writes down what is wrong with it. */
async function look(chromium, name, { shape, locale, text = 1, platform }, still) {
  const wrong = (what) => barriers.push(`${name} ${shape}: ${what}`);
  await chromium.page.url(`${address}?screen=${name}${locale ? `&locale=${locale}` : ''}${platform ? `&platform=${platform}` : ''}`);
  const outcome = await chromium.evaluate(`(async () => {
    await new Promise((ready) => {
      setTimeout(ready, 15_000);
      const look = () => document.documentElement.dataset.shown ? ready() : requestAnimationFrame(look);
      look();
    });
    // Only now, so that the hand finds every row in the page.
    document.documentElement.style.fontSize = ${JSON.stringify(text === 1 ? '' : `${text * 16}px`)};
    if (${text !== 1}) dispatchEvent(new Event('resize'));
    await document.fonts.ready;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    return document.documentElement.dataset.shown ?? 'is not shown after 15 seconds';
  })()`);
  shown += 1;
  if (outcome !== 'yes') wrong(outcome);
  if (isKept(name, shape)) await chromium.holdStill();
  const picture = await chromium.picture({ whole: name === 'components' });
  await writeFile(`${pictures}/${name}--${shape}.png`, picture);
  if (isKept(name, shape)) await screens.look(`${name}--${shape}`, picture);
  if (!still) return;
  for (const component of await chromium.evaluate('[...(globalThis.drawn ?? [])]')) drawn.add(component);
  if (await chromium.evaluate('document.documentElement.scrollWidth > innerWidth')) wrong('is wider than the window');
  for (const complaint of await chromium.complaints()) if (!complaint.includes('/favicon.ico')) wrong(complaint);
  // Words twice as large may take a line more.
  if (text === 1) for (const row of await still.moved(chromium, name)) wrong(row);
  if (!locale) for (const what of await misheard(chromium, name)) wrong(what);
  for (const found of await violations(chromium)) wrong(found);
}

async function violations(chromium) {
  return chromium.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => id + ': ' + help + ': ' + nodes.map(({ target, failureSummary }) => target.join(' ') + ' ' + failureSummary).join(', ')))`);
}

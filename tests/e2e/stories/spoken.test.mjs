// What a screen reader hears in the real window: the tree of WebKitGTK, read over AT-SPI as Orca reads it.
import assert from 'node:assert/strict';
import { answerYes, closeOutcome, questionArrives } from '../driver/answering.mjs';
import { readCode } from '../driver/codes.mjs';
import { switchOnHere } from '../driver/linking.mjs';
import { isIn, PASSWORD, signIn, signOut } from '../driver/person.mjs';
import { until } from '../driver/processes.mjs';
import { step } from '../driver/steps.mjs';
import { story } from '../driver/story.mjs';

/** What a thing is called, or its own words. */
const said = ({ name, text }) => (name || text).replaceAll(/\s+/g, ' ').trim();
const isButton = ({ role }) => /button/.test(role);

/** The digits as a screen reader is to say them: one by one, in two halves. */
const oneByOne = (digits) => [digits.slice(0, 3), digits.slice(3)].map((half) => [...half].join(' ')).join(', ');

/** Reads the window, again and again, until it tells what is looked for. */
function hears(desktop, what, test) {
  return step(`a screen reader hears ${what}`, () =>
    until(`a screen reader hears ${what}`, async () => {
      const told = await desktop.spoken();
      return told.some(test) ? told : null;
    }, 30_000),
  );
}

/** The places of these things are in this order. */
function inOrder(told, things) {
  const places = things.map(([what, test]) => {
    const place = told.findIndex(test);
    assert.notEqual(place, -1, `a screen reader does not meet ${what}: ${told.map((each) => `${each.role} “${said(each)}”`).join(', ')}`);
    return place;
  });
  const sorted = places.toSorted((a, b) => a - b);
  assert.deepEqual(sorted.map((place) => things[places.indexOf(place)][0]), things.map(([what]) => what));
}

story('a screen reader hears a code digit by digit, and what is asked before the answers', async (stage) => {
  const server = await stage.server({ name: 'Northlake' });
  await server.addAccount('robin', PASSWORD);
  const desktop = await stage.desktop('robin', { accessible: true });
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ desktop, server })]);
  await switchOnHere(app, browser, server);

  const code = await readCode(app, 'Northlake');
  const list = await hears(desktop, 'the account', (each) => isButton(each) && said(each).includes('Northlake'));
  const rows = list.filter((each) => isButton(each) && /\d \d/.test(said(each)));
  assert.equal(rows.length, 1, 'one row, one code');
  // Between two looks the half minute may end.
  const codes = [code, await readCode(app, 'Northlake')].map(oneByOne);
  assert.ok(codes.some((digits) => said(rows[0]).includes(digits)), `${said(rows[0])} has neither of ${codes.join(' and ')}`);
  for (const each of list) assert.doesNotMatch(said(each), /\d{6}|\d{3} \d{3}/, 'a code is read as a number');
  for (const each of list.filter(({ attributes }) => attributes.live)) assert.doesNotMatch(said(each), /\d \d/, 'a code is told unasked');

  await signOut(browser, server);
  await signIn(browser, server);
  await questionArrives(app);
  await app.named('YES');
  const sentence = 'Are you signing in to Northlake now?';
  const asked = await hears(desktop, 'the question', (each) => each.role === 'heading' && said(each) === sentence);
  const dialog = asked.findIndex(({ role }) => role === 'dialog');
  assert.notEqual(dialog, -1, 'the question is a dialog');
  const about = asked[dialog];
  assert.ok(said(about).includes(sentence) && said(about).includes('Northlake'), `it is called “${said(about)}”`);
  assert.match(about.description, /Chrom/, 'the facts are read with it');
  assert.ok(about.focused, 'the whole has the focus, so that it is read before its buttons');
  inOrder(asked.slice(dialog), [
    ['who is asked', (each) => said(each) === 'Northlake'],
    ['the sentence', (each) => each.role === 'heading' && said(each) === sentence],
    ['the facts', (each) => said(each) === 'Browser'],
    ['the rule', (each) => said(each).startsWith('Press YES only if you started this yourself.')],
    ['NO', (each) => isButton(each) && said(each).startsWith('NO')],
    ['YES', (each) => isButton(each) && said(each).startsWith('YES')],
  ]);
  // What lies under the question is not met: no way past it.
  assert.deepEqual(asked.filter((each) => isButton(each) && !/^(NO|YES)/.test(said(each))).map(said), []);

  await answerYes(app);
  await isIn(browser);
  const over = await hears(desktop, 'how it ended', (each) => each.role === 'heading' && said(each).startsWith('Signed.'));
  assert.ok(over.some((each) => each.role === 'dialog' && said(each).startsWith('Signed.')));
  await closeOutcome(app);
}, { limit: 180_000 });

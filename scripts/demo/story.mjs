// The story of the demo: an account is made and linked, a sign-in is asked, answered, and goes on; then the number,
// and a code without any network.
import { join } from 'node:path';
import { answerYes, closeOutcome, pressAnswer, questionArrives, typeNumber } from '../../tests/e2e/driver/answering.mjs';
import { App } from '../../tests/e2e/driver/app.mjs';
import { Browser } from '../../tests/e2e/driver/browser.mjs';
import { Cable } from '../../tests/e2e/driver/cable.mjs';
import { readCode } from '../../tests/e2e/driver/codes.mjs';
import { Desktop } from '../../tests/e2e/driver/desktop.mjs';
import {
  backupCodesInApp, confirmServer, giveQrCode, keepBackupCodesInApp, typeDigitsOnPage,
} from '../../tests/e2e/driver/linking.mjs';
import {
  createFirstAccount, isIn, keepBackupCodesOnPage, numberOnPage, openEnrollment, signIn, signInWithCode, signOut,
} from '../../tests/e2e/driver/person.mjs';
import { RunningServer } from '../../tests/e2e/driver/server.mjs';
import { step } from '../../tests/e2e/driver/steps.mjs';

const NAME = 'robin';

/** Plays it; gives the frames as `{ id, title, page, app }` with the pictures' paths. */
export async function tellStory(folder) {
  const stage = new Stage(folder);
  try {
    await stage.open();
    await link(stage);
    await answer(stage);
    await number(stage);
    await offline(stage);
    return stage.frames;
  } finally {
    await stage.close();
  }
}

class Stage {
  frames = [];
  #closing = [];
  #folder;

  constructor(folder) {
    this.#folder = folder;
  }

  async open() {
    await step('The account server starts', async () => {
      this.cable = this.#kept(await Cable.lay());
      this.server = this.#kept(await RunningServer.start({ name: 'Northlake', lines: this.cable.lines }));
    });
    await step('A browser opens, and the app’s window', async () => {
      this.browser = this.#kept(await Browser.open({ size: [1120, 900] }));
      this.desktop = await Desktop.start(NAME);
      this.#closing.push(() => this.desktop.stop?.() ?? this.desktop.close());
      this.app = this.#kept(await App.open(this.desktop, { server: this.server.origin }));
      await this.app.says('Countersign');
    });
  }

  /** Takes a picture of what page and app show now. */
  async frame(id, title, { page = this.browser, app = this.app } = {}) {
    const number = String(this.frames.length + 1).padStart(2, '0');
    const shot = async (window, which) => window && window.picture(join(this.#folder, `${number}-${which}.png`));
    this.frames.push({ id, title, page: await shot(page, 'page'), app: await shot(app, 'app') });
  }

  async anotherBrowser() {
    return this.#kept(await Browser.open({ size: [1120, 900] }));
  }

  async close() {
    for (const close of this.#closing.reverse()) await close();
  }

  #kept(thing) {
    this.#closing.push(() => thing.close());
    return thing;
  }
}

async function link(stage) {
  const { browser, app, server } = stage;
  await createFirstAccount(browser, server, NAME);
  await openEnrollment(browser, server);
  await stage.frame('scan', 'The page shows a QR code');
  await giveQrCode(app, browser);
  await stage.frame('new-server', 'The app asks before it talks to a new server');
  await confirmServer(app, server);
  await step('the app shows six digits', () => app.says(/Type this number on the (computer|page)/));
  await browser.says('Type the number that your phone shows');
  await stage.frame('six-digits', 'Six digits go from the phone to the page');
  await typeDigitsOnPage(app, browser);
  await backupCodesInApp(app);
  await stage.frame('backup-codes', 'Ten backup codes, on the page and in the app');
  await keepBackupCodesOnPage(browser);
  await keepBackupCodesInApp(app);
  await stage.frame('linked', 'Linked: the app shows codes');
}

async function answer(stage) {
  const { browser, app, server } = stage;
  await signOut(browser, server);
  await signIn(browser, server, NAME);
  await questionArrives(app);
  await app.named('YES');
  await stage.frame('question', 'Signing in: the page waits, the app asks');
  await answerYes(app);
  await isIn(browser);
  await stage.frame('in', 'YES: the page has gone on by itself');
  await closeOutcome(app);
}

async function number(stage) {
  const other = await stage.anotherBrowser();
  await signIn(other, stage.server, NAME);
  await questionArrives(stage.app);
  const shown = await numberOnPage(other);
  await step('presses YES', () => pressAnswer(stage.app, 'YES'));
  await stage.frame('number', 'A browser that is not trusted: the number of the page', { page: other });
  await typeNumber(stage.app, shown);
  await isIn(other);
  await closeOutcome(stage.app);
  await other.visit(`${stage.server.origin}/account`);
}

async function offline(stage) {
  const { browser, app, server, cable } = stage;
  await signOut(browser, server);
  await step('The network cable of the app is pulled', async () => {
    cable.cut();
    await app.says('No connection. Codes still work.', 60_000);
  });
  await signIn(browser, server, NAME);
  await browser.says('Answer the question on your phone');
  await stage.frame('offline', 'No network: the app still shows a code');
  await signInWithCode(browser, await readCode(app, 'Northlake'));
  await isIn(browser);
  await stage.frame('code', 'Signed in with six digits');
}

// The app beyond its window: in the tray, at login, by keys from anywhere, and in the system's notifications.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertNoBarriers } from '../driver/accessibility.mjs';
import { answerNo, closeOutcome, questionArrives } from '../driver/answering.mjs';
import { codeInList } from '../driver/codes.mjs';
import { closeWindow, pressKeys } from '../driver/hands.mjs';
import { switchOn } from '../driver/linking.mjs';
import { PASSWORD, signIn, signOut } from '../driver/person.mjs';
import { setPin } from '../driver/pin.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';
import { Tray } from '../driver/tray.mjs';

/** Whether the window is on the screen. */
function isShown(app) {
  return app.page.execute(() => document.visibilityState === 'visible');
}

function clipboard(desktop) {
  return desktop.output('timeout', ['5', 'xclip', '-o', '-selection', 'clipboard']);
}

function isOn(app, name) {
  return app.page.execute(
    (words) => [...document.querySelectorAll('[role="switch"]')].find((each) => document.getElementById(each.getAttribute('aria-labelledby'))?.innerText === words)?.checked,
    name,
  );
}

async function turnOn(app, name) {
  await app.press(name);
  await until(`“${name}” is on`, () => isOn(app, name));
}

function sizeOf(app) {
  return app.page.execute(() => `${innerWidth} × ${innerHeight}`);
}

/** On a screen as wide as a desktop's, the settings stand beside the list. */
const DESK = [1080, 760];

story('the tray: names and no codes, a copy by one press, questions while the window is closed, nothing while locked', async (stage) => {
  const desktop = await stage.desktop();
  const tray = await Tray.start(desktop);
  const server = await stage.server({ name: 'North' });
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ desktop, size: DESK })]);
  assert.deepEqual((await until('the menu', async () => (await tray.lines()).length > 0 && tray.lines())).map(({ label }) => label), ['Open Countersign', 'Quit']);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await app.press('Keep at the top');
  await tray.says('North');

  await tray.press('North');
  await until('the code is in the clipboard', async () => (await clipboard(desktop)) === (await codeInList(app, 'North')));
  const carried = await tray.layout();
  assert.doesNotMatch(carried, /\d{6}/, 'the bus carries no code');
  const calm = await tray.icon();

  await app.press('Settings');
  await app.says('Keep running in the tray');
  await assertNoBarriers(app, 'settings of this computer');
  await turnOn(app, 'Keep running in the tray');
  await turnOn(app, 'Close after copying a code');
  await (await app.css('[data-account] button.press')).click();
  await until('the window is gone after a copy', async () => !(await isShown(app)));
  await tray.press('Open Countersign');
  await until('the window is back', () => isShown(app));
  await signOut(browser, server);
  await closeWindow(app);
  await until('the window is gone', async () => !(await isShown(app)));

  await signIn(browser, server);
  await tray.says('Are you signing in to North now?');
  assert.equal((await tray.lines())[0].label, 'Are you signing in to North now?', 'the question stands first');
  assert.notEqual(await tray.icon(), calm, 'the icon says so');
  await until('the notification is shown', async () => (await desktop.notificationsShown()) === 1);
  assert.equal(await isShown(app), false, 'nothing comes forward by itself');
  await tray.press('Are you signing in to North now?');
  await until('the window is back', () => isShown(app));
  await questionArrives(app);
  assert.equal((await browser.address()).pathname, '/sign-in/wait', 'the menu answers nothing');
  await answerNo(app);
  await browser.says('Answered NO');
  await closeOutcome(app);
  await until('the question is gone from the menu', async () => (await tray.lines())[0].label === 'Copy a code');

  await setPin(app);
  await tray.press('Lock');
  await app.says('Countersign is locked');
  await tray.says('Unlock…');
  assert.deepEqual((await tray.lines()).map(({ label }) => label), ['Unlock…', 'Open Countersign', 'Quit']);
  assert.doesNotMatch(await tray.layout(), /North|robin/, 'no names while it is locked');

  await tray.press('Quit');
  await until('the app has ended', async () => !(await desktop.output('gdbus', ['call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/', '--method', 'org.freedesktop.DBus.ListNames'])).includes((await tray.item())[0]));
});

story('without a tray: starts at login, answers to keys from anywhere, tries a notification', async (stage) => {
  const desktop = await stage.desktop();
  const server = await stage.server({ name: 'North' });
  await server.addAccount('robin', PASSWORD);
  const [browser, app] = await Promise.all([stage.browser(), stage.app({ desktop, size: DESK })]);
  await signIn(browser, server);
  await switchOn(app, browser, server);
  await app.press('Settings');
  await app.says('Start with the computer');
  assert.equal(await app.saysNow('Keep running in the tray'), false, 'there is no tray to keep it in');

  await turnOn(app, 'Start with the computer');
  const folder = join(desktop.env.XDG_CONFIG_HOME, 'autostart');
  const [file] = await readdir(folder);
  assert.match(await readFile(join(folder, file), 'utf8'), /^Exec=.*countersign-app.* --hidden$/m);
  await app.press('Start with the computer');
  await until('it starts at login no more', async () => (await readdir(folder)).length === 0);

  await turnOn(app, 'Open from anywhere');
  await pressKeys(desktop, 'ctrl+shift+space');
  await until('the search is ready', async () => (await app.focused()).startsWith('input Search'));

  await app.press('Send a test notification');
  await app.says('Sent. If you do not see it');
  await until('the notification is shown', () => desktop.notified.includes('This is only a test'));
  await desktop.pressNotification('YES');
  await until('the notification is taken away', async () => (await desktop.notificationsShown()) === 0);

  await app.page.setWindowSize(900, 700);
  const before = await sizeOf(app);
  await closeWindow(app);
  await until('the app has ended', () => app.page.execute(() => false).catch(() => true));
  const again = await stage.app({ desktop, size: null });
  await until('the window is as large as it was', async () => (await sizeOf(again)) === before);
  await again.press('Settings');
  await again.says('Open from anywhere');
  await pressKeys(desktop, 'ctrl+shift+space');
  await until('the search is ready again', async () => (await again.focused()).startsWith('input Search'));
});

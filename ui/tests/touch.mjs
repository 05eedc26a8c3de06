// Uses a phone's window by finger, and by the way back that its system has.
import { setTimeout as pause } from 'node:timers/promises';

import { until } from '../../tests/e2e/driver/processes.mjs';

/** What each story does, and what must be true in the end. */
const STORIES = {
  'iOS: a sheet is pulled down by its grabber': async (finger) => {
    await finger.open('remove-iphone', 'ios');
    const { x, top } = await finger.placeOf('dialog');
    await finger.drag([x, top + 12], [x, top + 42]);
    await pause(300);
    await finger.says('Keep it');
    await finger.isTrue('the sheet is back in its place', `document.querySelector('dialog').style.translate === ''`);
    await finger.drag([x, top + 100], [x, top + 300]);
    await pause(300);
    await finger.says('Keep it');
    await finger.drag([x, top + 12], [x, top + 300]);
    await finger.gone('Keep it');
    await finger.says('Approvals on');
  },
  'iOS: a swipe from the edge goes back': async (finger) => {
    await finger.open('settings', 'ios');
    await finger.drag([8, 400], [60, 400]);
    await pause(300);
    await finger.says('Light or dark');
    await finger.drag([100, 400], [350, 410]);
    await pause(300);
    await finger.says('Light or dark');
    await finger.drag([8, 400], [250, 410]);
    await finger.says('Approvals on');
  },
  'iOS: a swipe from the edge does not answer': async (finger) => {
    await finger.open('question-over-settings', 'ios');
    await finger.drag([8, 400], [250, 410]);
    await pause(300);
    await finger.isTrue('the question is there', `document.querySelector('dialog .answers') !== null`);
    await finger.says('Light or dark');
  },
  'iOS: a swipe from the edge leaves the list alone': async (finger) => {
    await finger.open('accounts', 'ios');
    await finger.drag([8, 400], [250, 410]);
    await pause(300);
    await finger.says('Approvals on');
  },
  'Android: back closes what lies on top, then the view': async (finger) => {
    await finger.open('backups', 'android');
    await finger.tap('button[aria-label^="Check"]');
    await finger.says('Does this backup open?');
    await finger.back();
    await finger.gone('Does this backup open?');
    await finger.says('By hand');
    await finger.back();
    await finger.says('Light or dark');
    await finger.back();
    await finger.says('Approvals on');
  },
  'Android: back closes a menu, and a sheet over the list': async (finger) => {
    await finger.open('accounts-menu', 'android');
    await finger.back();
    await finger.isTrue('the menu is gone', `document.querySelector('[role="menu"]') === null`);
    await finger.open('remove', 'android');
    await finger.back();
    await finger.gone('Keep it');
    await finger.says('Approvals on');
    await finger.isTrue('the next one leaves the app', `history.state === null`);
  },
  'Android: before the vault is open, back goes one step back, and leaves only from the first one': async (finger) => {
    await finger.open('key-missing-words', 'android');
    await finger.back();
    await finger.says('The key to them is not.');
    await finger.isTrue('the next one leaves the app', `history.state === null`);
    await finger.open('vault-missing-restore', 'android');
    await finger.back();
    await finger.gone('Begin anew with a backup?');
    await finger.says('The vault is not.');
    await finger.isTrue('the next one leaves the app', `history.state === null`);
    await finger.open('vault-damaged-unlock', 'android');
    await finger.press('Use the recovery sheet');
    await finger.says('The 12 words');
    await finger.back();
    await finger.gone('The 12 words');
    await finger.isTrue('the next one leaves the app', `history.state === null`);
    await finger.open('locked-words-wrong', 'android');
    await finger.press('Use the PIN');
    await finger.gone('The 12 words');
    await finger.isTrue('what is asked for first is the first step', `history.state === null`);
  },
  'Android: a PIN is typed by keys of the app itself, and none of the system comes': async (finger) => {
    await finger.open('locked-fingerprint', 'android');
    await finger.gone('Show what is typed');
    await finger.press('Use the PIN');
    await finger.isTrue('the keys are there', `document.querySelector('[role="group"] button') !== null`);
    for (const digit of ['4', '7', '1', '2']) await finger.tapOn(digit);
    await finger.tapOn('Delete the last digit');
    await finger.tapOn('1');
    await finger.isTrue('the field has the PIN', `document.querySelector('input[type="password"]').value === '4711'`);
    await finger.isTrue('the system keeps its keyboard', `document.querySelector('input[type="password"]').inputMode === 'none'`);
    await finger.back();
    await finger.gone('Show what is typed');
    await finger.says('Unlock with your fingerprint');
  },
  'Android: back does not answer, and the view below stays': async (finger) => {
    await finger.open('question-over-settings', 'android');
    await finger.back();
    await pause(300);
    await finger.isTrue('the question is there', `document.querySelector('dialog .answers') !== null`);
    await finger.says('Light or dark');
    await finger.isTrue('the way back is there as well', `history.state === 'away'`);
  },
};

class Finger {
  constructor(chromium, address) {
    this.chromium = chromium;
    this.address = address;
  }

  async open(screen, platform) {
    // Each story has a history of its own.
    await this.chromium.page.url('about:blank');
    await this.chromium.page.url(`${this.address}?screen=${screen}&platform=${platform}`);
    await this.isTrue(`${screen} is shown`, `document.documentElement.dataset.shown === 'yes'`);
  }

  async placeOf(selector) {
    return this.chromium.evaluate(`(() => {
      const { left, top, width, height } = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2, top };
    })()`);
  }

  async tap(selector) {
    const { x, y } = await this.placeOf(selector);
    await this.drag([x, y], [x, y]);
  }

  /** Taps the key of this name. */
  async tapOn(name) {
    const { x, y } = await this.chromium.evaluate(`(() => {
      const key = [...document.querySelectorAll('button')].find((each) => (each.ariaLabel ?? each.innerText.trim()) === ${JSON.stringify(name)});
      const { left, top, width, height } = key.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    })()`);
    await this.drag([x, y], [x, y]);
  }

  /** Presses the button that says so. */
  async press(words) {
    await this.says(words);
    await this.chromium.evaluate(`[...document.querySelectorAll('button')].find(({ innerText }) => innerText.trim() === ${JSON.stringify(words)}).click()`);
  }

  /** Slowly, so that only the distance counts. */
  async drag([fromX, fromY], [toX, toY]) {
    const STEPS = 12;
    await this.#touch('touchStart', [{ x: fromX, y: fromY }]);
    if (fromX !== toX || fromY !== toY) {
      for (let step = 1; step <= STEPS; step += 1) {
        await this.#touch('touchMove', [{ x: fromX + ((toX - fromX) * step) / STEPS, y: fromY + ((toY - fromY) * step) / STEPS }]);
        await pause(50);
      }
    }
    await this.#touch('touchEnd', []);
  }

  #touch(type, touchPoints) {
    return this.chromium.devtools('Input.dispatchTouchEvent', { type, touchPoints });
  }

  back() {
    return this.chromium.evaluate('history.back()');
  }

  async isTrue(what, expression) {
    await until(what, () => this.chromium.evaluate(expression), 3000);
  }

  says(words) {
    return this.isTrue(`the words “${words}”`, `document.body.innerText.includes(${JSON.stringify(words)})`);
  }

  gone(words) {
    return this.isTrue(`“${words}” is gone`, `!document.body.innerText.includes(${JSON.stringify(words)})`);
  }
}

/** What a finger cannot do, one line each; empty is good. */
export async function touch(chromium, address) {
  const wrong = [];
  for (const [name, story] of Object.entries(STORIES)) {
    try {
      await story(new Finger(chromium, address));
    } catch (error) {
      wrong.push(`by finger, ${name}: ${error.message}`);
    }
  }
  return { wrong, told: Object.keys(STORIES).length };
}

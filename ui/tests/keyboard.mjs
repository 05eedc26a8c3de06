// Goes through the window with the keyboard alone, as somebody does who has no mouse.
import { until } from '../../tests/e2e/driver/processes.mjs';

const FOCUSED = `(() => {
  const at = document.activeElement;
  const label = at?.labels?.[0]?.textContent ?? '';
  return (at?.getAttribute('aria-label') ?? (label || at?.textContent) ?? '').replace(/\\s+/g, ' ').trim();
})()`;

/** Where in its list the row with the keyboard is. */
const PLACE = `(() => {
  const row = document.activeElement?.closest('li');
  return row ? row.getAttribute('aria-posinset') + ' of ' + row.getAttribute('aria-setsize') : null;
})()`;

/** What each story does, and what must be true in the end. */
const STORIES = {
  'search and copy': async (hand) => {
    await hand.open('accounts');
    await hand.press('Control', 'f');
    await hand.type('kest');
    await hand.says('1 account');
    await hand.press('Enter');
    await hand.says('Copied. Clears in 30 s');
  },
  'typing at once searches': async (hand) => {
    await hand.open('accounts');
    await hand.type('orch');
    await hand.says('1 account');
    await hand.press('Escape');
    await hand.says('Kestrel');
  },
  'down the list, and copy': async (hand) => {
    await hand.open('accounts');
    await hand.tabTo('N Northlake');
    await hand.press('ArrowDown');
    await hand.press('ArrowDown');
    await hand.at('K Kestrel');
    await hand.press('Enter');
    await hand.says('Copied. Clears in 30 s');
  },
  'through ten thousand accounts, and back': async (hand) => {
    await hand.open('accounts-ten-thousand');
    await hand.tabTo('N Northlake');
    await hand.press('End');
    await until('the last of the codes is there', () => hand.evaluate(PLACE).then((place) => place === '7500 of 7500'), 3000);
    await hand.press('ArrowUp');
    await until('the one above it', () => hand.evaluate(PLACE).then((place) => place === '7499 of 7500'), 3000);
    // Scrolled away it keeps the keyboard.
    await hand.evaluate(`document.querySelector('.scroll').scrollTop = 0`);
    await until('the first is seen', () => hand.evaluate(`document.querySelector('[aria-posinset="1"]') !== null`), 3000);
    await hand.press('PageUp');
    await until('a page up from where it was', () => hand.evaluate(PLACE).then((place) => /^749\d of 7500$/.test(place) && place !== '7499 of 7500'), 3000);
    await hand.press('Home');
    await until('the first has the keyboard', () => hand.evaluate(PLACE).then((place) => place === '1 of 2500'), 3000);
  },
  'past the first screen with one key': async (hand) => {
    await hand.open('first-run');
    await hand.press('Control', 'n');
    await hand.says('Where do you want to sign in?');
  },
  'rename': async (hand) => {
    await hand.open('accounts');
    await hand.tabTo('N Northlake');
    await hand.press('ArrowRight');
    await hand.menuTo('Rename');
    await hand.tabTo(/^Name$/);
    await hand.press('Control', 'a');
    await hand.type('Harbor');
    await hand.press('Enter');
    await hand.says('Harbor');
    await hand.gone('Name in the list.As it looks');
  },
  'choose an icon': async (hand) => {
    await hand.open('accounts-icons');
    await hand.tabTo('N Northlake');
    await hand.press('ArrowDown');
    await hand.press('ArrowDown');
    await hand.press('ArrowRight');
    await hand.menuTo('Icon');
    await hand.says('Choose a picture');
    await hand.tabTo('Search icons');
    await hand.type('spotify');
    await hand.says('1 icon');
    await hand.press('Enter');
    await hand.at('Spotify');
    await hand.press(' ');
    await hand.tabTo('Save');
    await hand.press('Enter');
    await hand.gone('Choose a picture');
    const tile = `document.querySelector('[data-account="kestrel"] .shape path').getAttribute('d')`;
    await until('the account has the icon of another', () => hand.evaluate(`${tile} === document.querySelector('[data-account="gridmeter"] .shape path').getAttribute('d')`));
  },
  'show the devices, and go on from there': async (hand) => {
    await hand.open('account-slow-server');
    await hand.tabTo('Show the devices');
    await hand.press('Enter');
    await hand.at('Robin’s phone');
    await hand.press('Tab');
    await hand.at('Name of this device');
  },
  'move down': async (hand) => {
    await hand.open('accounts');
    await hand.tabTo('N Northlake');
    await hand.press('ArrowRight');
    await hand.menuTo('Move down');
    await until('Northlake is second', () =>
      hand.evaluate(`[...document.querySelectorAll('[data-account]')].findIndex((row) => row.dataset.account === 'northlake') === 1`));
  },
  'remove, and take it back': async (hand) => {
    await hand.open('accounts');
    await hand.tabTo('N Northlake');
    await hand.press('ArrowDown');
    await hand.press('ArrowDown');
    await hand.press('ArrowRight');
    await hand.menuTo('Remove from this device');
    await hand.says('Kestrel removed from this device.');
    await hand.press('Control', 'z');
    await hand.gone('Kestrel removed from this device.');
    await hand.says('Kestrel');
  },
  'remove a linked account, or rather not': async (hand) => {
    await hand.open('accounts');
    await hand.tabTo('N Northlake');
    await hand.press('ArrowRight');
    await hand.menuTo('Remove from this device');
    await hand.says('Keep it');
    await hand.press('Escape');
    await hand.gone('Keep it');
    await hand.says('Northlake');
  },
  'add an account, or rather not': async (hand) => {
    await hand.open('accounts');
    await hand.press('Control', 'n');
    await hand.says('Where do you want to sign in?');
    await hand.press('Escape');
    await hand.says('Approvals on');
  },
  'settings': async (hand) => {
    await hand.open('accounts');
    await hand.tabTo('Settings');
    await hand.press('Enter');
    await hand.tabTo('Light or dark');
    await hand.type('Dark');
    await until('it is dark', () => hand.evaluate(`document.documentElement.dataset.theme === 'dark'`));
    await hand.press('Tab');
    await hand.type('Fran');
    await hand.says('Réglages');
  },
  'through the parts of a move': async (hand) => {
    await hand.open('move-parts');
    const part = () => hand.evaluate(`document.querySelector('h1').textContent`);
    const before = await part();
    await hand.press('ArrowRight');
    await until('another part is shown', async () => (await part()) !== before, 3000);
    await hand.press('ArrowLeft');
    await until('the part before is shown', async () => (await part()) === before, 3000);
    await hand.press(' ');
    await hand.says('Pause');
    await hand.press('Escape');
    await hand.says('Light or dark');
  },
  'unlock': async (hand) => {
    await hand.open('locked-wrong');
    await hand.tabTo('Passphrase');
    await hand.type(' more');
    await hand.press('Enter');
    await hand.says('This is not the passphrase.');
  },
  'an empty vault, or rather not': async (hand) => {
    await hand.open('vault-missing');
    await hand.tabTo('Start with an empty vault');
    await hand.press('Enter');
    await hand.says('Start empty');
    await hand.press('Escape');
    await hand.gone('Start empty');
  },
};

class Hand {
  constructor(chromium, address) {
    this.chromium = chromium;
    this.address = address;
  }

  evaluate(expression) {
    return this.chromium.evaluate(expression);
  }

  async open(screen) {
    await this.chromium.page.url(`${this.address}?screen=${screen}`);
    await until(`${screen} is shown`, () => this.evaluate(`document.documentElement.dataset.shown === 'yes'`));
  }

  press(...keys) {
    return this.chromium.page.keys(keys);
  }

  async type(text) {
    for (const letter of text) await this.press(letter);
  }

  async at(name) {
    await until(`“${name}” has the keyboard`, async () => (await this.evaluate(FOCUSED)).startsWith(name), 3000);
  }

  async tabTo(name) {
    for (let presses = 0; presses < 40; presses += 1) {
      if (begins(await this.evaluate(FOCUSED), name)) return;
      await this.press('Tab');
    }
    throw new Error(`Tab does not reach “${name}”`);
  }

  async menuTo(name) {
    await until('the menu is open', () => this.evaluate(`document.activeElement?.role === 'menuitem' || document.activeElement?.getAttribute('role') === 'menuitem'`), 3000);
    for (let presses = 0; presses < 12; presses += 1) {
      if ((await this.evaluate(FOCUSED)).startsWith(name)) return this.press('Enter');
      await this.press('ArrowDown');
    }
    throw new Error(`the menu has no “${name}”`);
  }

  async says(words) {
    await until(`the words “${words}”`, () => this.evaluate(`document.body.innerText.includes(${JSON.stringify(words)})`), 3000);
  }

  async gone(words) {
    await until(`“${words}” is gone`, () => this.evaluate(`!document.body.innerText.includes(${JSON.stringify(words)})`), 3000);
  }
}

/** A name begins with these words, or fits this pattern. */
function begins(name, wanted) {
  return typeof wanted === 'string' ? name.startsWith(wanted) : wanted.test(name);
}

/** What the keyboard alone cannot do, one line each; empty is good. */
export async function keyboard(chromium, address) {
  const wrong = [];
  for (const [name, story] of Object.entries(STORIES)) {
    try {
      await story(new Hand(chromium, address));
    } catch (error) {
      wrong.push(`by keyboard, ${name}: ${error.message}`);
    }
  }
  return { wrong, told: Object.keys(STORIES).length };
}

// Nothing on the screen may move by itself: the browser's own measure of layout shifts, while the list is used as people
// use it. What a press or a key moves within half a second does not count, as the measure has it.
import { setTimeout as pause } from 'node:timers/promises';

import { until } from '../../tests/e2e/driver/processes.mjs';

/** So long a press, a key or a change of size excuses what moves. */
const RECENT_MS = 600;

const OBSERVE = `(() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (!hadRecentInput) window.shifts.push(value.toFixed(4) + ' by ' + sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.textContent).join(', '));
    }
  }).observe({ type: 'layout-shift', buffered: true });
})()`;

/** What happens in each scene after it has been shown; without anything, its start and three of its seconds. */
const STORIES = {
  accounts: null,
  'accounts-soon': null,
  'accounts-last-seconds': null,
  'accounts-amber': null,
  'notices-all': null,
  'accounts-twenty': null,
  'accounts-ten-thousand': `document.querySelector('.scroll').scrollTop = 40000`,
  'accounts-copied': null,
  'accounts-checked': null,
  'accounts-offline': null,
  'accounts-search': null,
  groups: null,
  account: null,
  'account-slow-server': null,
  'account-last-seconds': null,
  'first-run': null,
  locked: null,
};

/** What moved, one line each; empty is good. */
export async function shifts(chromium, address) {
  const { identifier } = await chromium.devtools('Page.addScriptToEvaluateOnNewDocument', { source: OBSERVE });
  const wrong = [];
  try {
    if ((await movedIn(chromium, `${address}?screen=accounts&time=runs`, PUSH)).length === 0) wrong.push('layout shifts: one that was made on purpose was not seen');
    for (const [scene, act] of Object.entries(STORIES)) {
      for (const moved of await movedIn(chromium, `${address}?screen=${scene}&time=runs`, act)) wrong.push(`${scene} moved by itself: ${moved}`);
    }
  } finally {
    await chromium.devtools('Page.removeScriptToEvaluateOnNewDocument', { identifier });
  }
  return { wrong, told: Object.keys(STORIES).length };
}

/** Pushes the list down, as a band would that comes late. */
const PUSH = `document.querySelector('.scroll > div').insertAdjacentHTML('afterbegin', '<p>Late news</p><p>Late news</p><p>Late news</p>')`;

async function movedIn(chromium, page, act) {
  await chromium.page.url(page);
  await until(`${page} is shown`, () => chromium.evaluate(`document.documentElement.dataset.shown === 'yes'`));
  // What follows a change of the window's size that soon does not count, either.
  await pause(RECENT_MS);
  if (act) await chromium.evaluate(`void (${act})`);
  await pause(3000);
  return chromium.evaluate('window.shifts');
}

// The system's clipboard, filled by a real browser as a person fills it: select all, copy.
import { until } from './processes.mjs';

/** Copies a text in the browser. */
export async function copyInBrowser(browser, text) {
  await browser.visit(`data:text/html,${encodeURIComponent('<textarea id="t" autofocus></textarea>')}`);
  const field = await browser.id('t');
  await field.setValue(text);
  await field.click();
  await browser.page.keys(['Control', 'a']);
  await until('all is selected', () =>
    browser.page.execute(() => {
      const at = document.getElementById('t');
      return at.selectionStart === 0 && at.selectionEnd === at.value.length;
    }),
  );
  await browser.page.keys(['Control', 'c']);
}

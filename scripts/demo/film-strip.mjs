// All pictures of a run on one sheet, drawn by the browser that took half of them.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser } from '../../tests/e2e/driver/browser.mjs';

const WIDTH = 1560;

/** Draws the frames in rows of two, each with its number and title; gives the picture's path. */
export async function filmStrip(frames, file) {
  const cells = await Promise.all(frames.map(cell));
  return sheet(`<ol>${cells.join('')}</ol>`, file);
}

/** Draws any HTML as wide as a sheet, and takes its picture. */
export async function sheet(body, file, width = WIDTH) {
  const page = join(dirname(file), 'sheet.html');
  await writeFile(page, `<!doctype html><meta charset="utf-8"><title>Countersign</title><style>${STYLE}</style>${body}`);
  const browser = await Browser.open({ size: [width, 900] });
  try {
    await browser.visit(pathToFileURL(page).href);
    const height = await browser.page.execute(() => Math.ceil(document.documentElement.getBoundingClientRect().height));
    await browser.page.setWindowSize(width, height + 200);
    const element = await browser.page.$('body');
    await element.saveScreenshot(file);
    return file;
  } finally {
    await browser.close();
  }
}

async function cell({ title, page, app }, index) {
  const images = await Promise.all([page, app].filter(Boolean).map(embedded));
  return `<li><h2><span>${index + 1}</span> ${title}</h2><div>${images.join('')}</div></li>`;
}

/** An image element that holds its picture itself. */
export async function embedded(file) {
  return `<img alt="" src="data:image/png;base64,${(await readFile(file)).toString('base64')}">`;
}

const STYLE = `
  body { margin: 0; padding: 32px; background: #f1f4f8; color: #0f1a2f; font: 16px/24px system-ui, sans-serif; }
  ol { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: 1fr 1fr; gap: 32px; }
  h2 { font-size: 16px; margin: 0 0 12px; } h2 span { color: #5a6577; font-weight: 400; }
  li div { display: flex; gap: 16px; align-items: flex-start; }
  img { display: block; border: 1px solid #d8dde4; border-radius: 8px; height: 360px; width: auto; background: #fff; }
`;

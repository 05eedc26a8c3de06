// What the page that a browser shows weighs on the wire: its HTML as it came, and each file that it loads as the server
// packs it for this browser. Headers do not count.
import { request } from 'node:http';

/** What browsers of today say that they unpack. */
const ACCEPTED = 'gzip, deflate, br, zstd';

/** Files never change under their address. */
const known = new Map();

/** Bytes in all, and of the HTML alone. */
export async function weigh(browser) {
  const { page, files, own } = await browser.page.execute(() => {
    const parts = new Set(['css', 'img', 'link', 'script']);
    const loaded = performance.getEntriesByType('resource').filter(({ initiatorType }) => parts.has(initiatorType));
    const isFile = (address) => new URL(address).pathname.startsWith('/static/');
    const icons = [...document.querySelectorAll('link[rel=icon]')].map(({ href }) => href);
    return {
      page: performance.getEntriesByType('navigation')[0].encodedBodySize,
      files: [...new Set([...loaded.map(({ name }) => name), ...icons].filter(isFile))],
      // Pictures that are made for this browser alone: nobody else gets them.
      own: loaded.filter(({ name }) => !isFile(name)).map(({ encodedBodySize }) => encodedBodySize),
    };
  });
  if (page === 0 || files.length === 0) throw new Error('the browser does not say what it loaded');
  const sizes = [...own, ...(await Promise.all(files.map(sizeOf)))];
  return { page, all: sizes.reduce((sum, size) => sum + size, page) };
}

function sizeOf(address) {
  if (!known.has(address)) known.set(address, fetchSize(address));
  return known.get(address);
}

/** Asks for a file as a browser does; unlike `fetch`, counts what came before it is unpacked. */
function fetchSize(address) {
  return new Promise((resolve, reject) => {
    const asked = request(address, { headers: { 'accept-encoding': ACCEPTED } }, (reply) => {
      let size = 0;
      reply.on('data', (part) => (size += part.length));
      reply.on('end', () => (reply.statusCode === 200 ? resolve(size) : reject(new Error(`${address}: ${reply.statusCode}`))));
    });
    asked.on('error', reject);
    asked.end();
  });
}

// Opens the backups in a folder with its rescue.html, in a real Chromium that can reach nothing, and compares the
// codes with those in expected.json.   node rescue.mjs FOLDER
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { remote } from 'webdriverio';

const folder = process.argv[2];
const expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8'));
const ARGUMENTS = [
  '--headless=new', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--disable-gpu', '--disable-extensions', '--password-store=basic', '--accept-lang=en',
  // No name resolves, and what needs none goes to a proxy that is not there.
  '--host-resolver-rules=MAP * ~NOTFOUND', '--proxy-server=http://127.0.0.1:9', '--proxy-bypass-list=<-loopback>',
];

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

async function until(what, condition, limit = 60_000) {
  const end = Date.now() + limit;
  let last;
  while (Date.now() < end) {
    try {
      const found = await condition();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error(`waited in vain: ${what}`, { cause: last });
}

const profile = await mkdtemp(join(tmpdir(), 'countersign-rescue-'));
const port = await freePort();
const driver = spawn('chromedriver', [`--port=${port}`], { stdio: 'ignore' });
let page;

/** Loads the page anew at the time that the codes are expected for, and opens a file. */
async function open(file, key) {
  await page.url(pathToFileURL(join(folder, 'rescue.html')).href);
  await page.execute((now) => { Date.now = () => now * 1000; }, expected.now);
  await (await page.$('#file')).setValue(join(folder, file));
  await (await page.$('#key')).setValue(key);
  await (await page.$('#open')).click();
  const status = await page.$('#status');
  return until(`an answer for ${file}`, async () => {
    const text = await status.getText();
    return text !== '' && !text.startsWith('Opening') ? text : null;
  });
}

/** What the page shows of each account. */
function shown() {
  return page.execute(() => [...document.querySelectorAll('.account')].map((each) => ({
    title: each.querySelector('h2').textContent,
    code: each.querySelector('output')?.textContent.replaceAll(' ', '') ?? null,
    secret: each.querySelector('details code')?.textContent ?? null,
  })));
}

try {
  page = await until('a browser', () => remote({
    hostname: '127.0.0.1', port, path: '/', logLevel: 'error', connectionRetryCount: 0,
    capabilities: {
      browserName: 'chrome',
      'wdio:enforceWebDriverClassic': true,
      'goog:loggingPrefs': { browser: 'ALL' },
      'goog:chromeOptions': {
        binary: '/usr/bin/chromium',
        args: [...ARGUMENTS, `--user-data-dir=${profile}`, ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
      },
    },
  }), 120_000);

  const right = expected.accounts.map((each) => each ?? { title: 'Linked only', code: null, secret: null });
  for (const [file, key] of [['identity.age', expected.identity], ['identity.age', expected.words], ['passphrase.age', expected.passphrase]]) {
    assert.equal(await open(file, key), '7 accounts');
    assert.deepEqual(await shown(), right, file);
    assert.equal(await (await page.$('#key')).getValue(), '', 'the key does not stay in the page');
  }
  const next = await page.$('button=Next code');
  await next.click();
  assert.notEqual((await shown())[2].code, right[2].code, 'the counter goes on');

  assert.match(await open('passphrase.age', 'another one'), /not the right key/u);
  assert.match(await open('passphrase.age', expected.identity), /opens by a passphrase/u);
  assert.match(await open('identity.age', expected.passphrase), /opens by the backup identity/u);
  assert.match(await open('identity.age', expected.identity.replace(/q|p/iu, 'b')), /not the right key/u);
  assert.match(await open('identity.age', expected.words.replace(/ \w+$/u, ' zoo zoo').replace(/^\S+ /u, '')), /do not belong together/u);
  assert.match(await open('damaged.age', expected.identity), /damaged/u);
  assert.match(await open('letter.age', expected.passphrase), /not a backup file/u);

  const loaded = await page.execute(() => performance.getEntriesByType('resource').map((each) => each.name));
  assert.deepEqual(loaded, [], 'nothing else is loaded');
  const blocked = await page.execute(async () => {
    const refused = (what) => what.then(() => 'went through', () => 'refused');
    return [await refused(fetch('https://example.org/')), await refused(fetch('data:text/plain,x'))];
  });
  assert.deepEqual(blocked, ['refused', 'refused'], 'the policy holds');
  const complaints = (await page.getLogs('browser')).map((each) => each.message);
  const others = complaints.filter((each) => !each.includes('Content Security Policy') && !each.includes('Refused to connect'));
  assert.deepEqual(others.filter((each) => !each.includes('example.org')), []);
} finally {
  await page?.deleteSession().catch(() => {});
  driver.kill();
  await rm(profile, { recursive: true, force: true, maxRetries: 10 });
}

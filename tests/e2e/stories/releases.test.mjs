// A newer version of the app: heard of by itself, said, and never forced.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { assertNoBarriers } from '../driver/accessibility.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

/** Whoever publishes the app: says which version is the newest, and remembers who asked. */
class Publisher {
  static async start() {
    const publisher = new Publisher();
    publisher.newest = '0.0.1';
    publisher.asked = [];
    publisher.server = createServer((request, response) => {
      publisher.asked.push(request.url);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ version: publisher.newest }));
    });
    await new Promise((resolve) => publisher.server.listen(0, '127.0.0.1', resolve));
    publisher.page = `http://127.0.0.1:${publisher.server.address().port}/countersign/`;
    return publisher;
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

story('a newer version is said once a day, opened only when it is wanted, and can be kept silent', async (stage) => {
  const publisher = stage.keep(await Publisher.start());
  const desktop = await stage.desktop();
  const env = { COUNTERSIGN_RELEASES: publisher.page };
  const app = await stage.app({ desktop, env });
  await until('the app has asked by itself', () => publisher.asked.length === 1);
  assert.deepEqual(publisher.asked, ['/countersign/latest.json'], 'it tells nothing');

  await app.press('Settings');
  await app.says('Say when there is a new version');
  await app.press('Look for a new version');
  await app.says('You have the newest version');
  assert.equal(publisher.asked.length, 2);

  publisher.newest = '97.0.1';
  await app.press('Look for a new version');
  await app.says('Countersign 97.0.1 is out');
  await assertNoBarriers(app, 'settings with a newer version');
  await app.press('Countersign 97.0.1 is out');
  const opened = await until('the browser opens', async () => (await readFile(app.browsed, 'utf8').catch(() => '')).trim());
  assert.equal(opened, publisher.page);

  await app.close();
  const again = await stage.app({ desktop, env });
  await again.press('Settings');
  await again.says('Countersign 97.0.1 is out');
  await again.press('Say when there is a new version');
  await until('the new version is forgotten', async () => !(await again.saysNow('Countersign 97.0.1 is out')));
  assert.equal(publisher.asked.length, 3, 'what was heard holds for a day, and nobody is asked now');
  await again.press('Look for a new version');
  await again.says('Countersign 97.0.1 is out');

  await publisher.close();
  await again.press('Look for a new version');
  await again.says('cannot be reached');
});

story('a build that has nobody to ask says nothing about versions', async (stage) => {
  const app = await stage.app();
  await app.press('Settings');
  await app.says('About');
  assert.equal((await app.page.$$('aria/Look for a new version')).length, 0);
});

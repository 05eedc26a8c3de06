// Icons in the real window: by name, of a pack that is dropped on it, chosen for one account, and a picture of one's own.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assertNoBarriers } from '../driver/accessibility.mjs';
import { giveFile, pasteText } from '../driver/files.mjs';
import { inList, openAdding } from '../driver/linking.mjs';
import { until } from '../driver/processes.mjs';
import { story } from '../driver/story.mjs';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PX';
const drawing = (color) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><script>document.title = 'run'</script><path fill="${color}" d="M2 2h20v20H2z"/></svg>`;

/** A pack as people download it, in a ZIP archive. */
async function pack(folder) {
  await mkdir(folder);
  const icons = [
    { name: 'Harbor', filename: 'harbor.svg', category: 'Bank', issuer: ['harbor'] },
    { name: 'Lighthouse', filename: 'lighthouse.svg', issuer: [] },
    { name: 'Sunk', filename: 'sunk.svg', issuer: ['sunk'] },
  ];
  const list = { uuid: '6c2e7d1a-1d3f-4a7e-9a53-3f1f7c0b2d11', name: 'Harbor Icons', version: 3, icons };
  await writeFile(join(folder, 'pack.json'), JSON.stringify(list));
  await writeFile(join(folder, 'harbor.svg'), drawing('#b00020'));
  await writeFile(join(folder, 'lighthouse.svg'), drawing('#004fcc'));
  await promisify(execFile)('python3', ['-m', 'zipfile', '-c', 'pack.zip', 'pack.json', 'harbor.svg', 'lighthouse.svg'], { cwd: folder });
  return join(folder, 'pack.zip');
}

/** What stands on the tile of an account: a picture, a shape, or its letter. */
function tileOf(app, service) {
  return app.page.execute((name) => {
    const row = [...document.querySelectorAll('[data-account]')].find((each) => each.querySelector('.name')?.textContent === name);
    const tile = row?.querySelector('.tile');
    return tile?.querySelector('img')?.src ?? (tile?.querySelector('svg.shape') ? 'shape' : (tile?.textContent.trim() ?? ''));
  }, service);
}

const shows = (app, service, what) => until(`${service} shows ${what}`, async () => what.test(await tileOf(app, service)));
const PICTURE = /^data:image\/png;base64,/;

async function chooseIconOf(app, service) {
  await app.press(`${service}: more`);
  await app.press('Icon');
  await app.says('Choose a picture');
}

story('icons come by name, from a pack and by choice, and go again', async (stage) => {
  const app = await stage.app();
  await openAdding(app);
  await app.press('Import or restore');
  await app.says('Bring your accounts along');
  await pasteText(app, ['GitHub', 'Harbor', 'Harborside'].map((name, place) => `otpauth://totp/${name}:ada?secret=${SECRET}${'ABC'[place]}&issuer=${name}`).join('\n'));
  await app.press('Add 3 accounts');
  await inList(app);
  await shows(app, 'GitHub', /^shape$/);
  await shows(app, 'Harbor', /^H$/);

  // The pack is given as an import, and is known for what it is.
  await openAdding(app);
  await app.press('Import or restore');
  await giveFile(app, await pack(join(app.desktop.folder, 'pack')));
  await app.says('Harbor Icons is installed', 60_000);
  await app.says('1 of its icons cannot be read');
  await app.says('2 icons, version 3');
  await assertNoBarriers(app, 'icon packs');
  await app.press('Back');
  await app.press('Back to accounts');
  await inList(app);
  await shows(app, 'Harbor', PICTURE);
  assert.equal(await tileOf(app, 'Harborside'), 'H', 'a part of a name is not enough');
  assert.notEqual(await app.page.getTitle(), 'run', 'no script of a drawing runs');

  // Another one is chosen for one account, and the letter for another.
  await chooseIconOf(app, 'Harborside');
  await app.fill('Search icons', 'light');
  await app.says('1 icon');
  await app.press('Lighthouse');
  await assertNoBarriers(app, 'choosing an icon');
  await app.press('Save');
  await inList(app);
  await shows(app, 'Harborside', PICTURE);
  const chosen = await tileOf(app, 'Harborside');
  await chooseIconOf(app, 'GitHub');
  await app.press('Letter');
  await app.press('Save');
  await inList(app);
  await shows(app, 'GitHub', /^G$/);

  // Without the pack, what it gave by name goes; what was chosen stays.
  await app.press('Settings');
  await app.press('Icon packs');
  await app.press('Remove Harbor Icons');
  await app.says('Icons that you chose yourself stay');
  await app.press('Remove');
  await app.says('No pack is installed');
  await app.press('Back');
  await app.press('Back to accounts');
  await inList(app);
  await shows(app, 'Harbor', /^H$/);
  assert.equal(await tileOf(app, 'Harborside'), chosen);

  // A picture of one's own, which is a drawing here.
  const file = join(app.desktop.folder, 'own.svg');
  await writeFile(file, drawing('#117733'));
  await chooseIconOf(app, 'GitHub');
  await giveFile(app, file);
  await app.says('Own picture');
  await app.press('Save');
  await inList(app);
  await shows(app, 'GitHub', PICTURE);
  await chooseIconOf(app, 'GitHub');
  await app.press('By its name');
  await app.press('Save');
  await inList(app);
  await shows(app, 'GitHub', /^shape$/);
});

// npm packages: installed again only when the lock file has changed.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { run, step } from './terminal.mjs';

const root = new URL('../../', import.meta.url);
const stamp = new URL('node_modules/.countersign-lock', root);

/** Sees to it that `node_modules` is what `package-lock.json` says. */
export async function npmPackages() {
  const lock = await readFile(new URL('package-lock.json', root));
  const wanted = createHash('sha256').update(lock).update(process.version).digest('hex');
  const have = await readFile(stamp, 'utf8').catch(() => '');
  if (have === wanted) return;
  await step('Install npm packages', async () => {
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
    await writeFile(stamp, wanted);
  });
}

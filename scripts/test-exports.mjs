// `npm run test:exports -- DIR`: reads every export file in a folder, and compares with its `expected.json`.
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cargoEnv, root } from './setup/cargo.mjs';
import { main, run, step, Stop } from './setup/terminal.mjs';

await main(async () => {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Stop('Which folder? npm run test:exports -- DIR, where DIR has an expected.json.');
  const exports = resolve(folder);
  await access(resolve(exports, 'expected.json')).catch(() => {
    throw new Stop(`${exports} has no expected.json.`);
  });
  await step(`Exports in ${folder}`, () =>
    run('cargo', ['test', '-p', 'countersign-enrollment', '--features', 'exports', '--test', 'exports'], {
      cwd: root,
      env: { ...cargoEnv, COUNTERSIGN_EXPORTS: exports },
    }));
});

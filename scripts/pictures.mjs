// `npm run pictures`: compares the screens with the pictures that are kept of them in ui/tests/references and, for
// README, in docs/pictures. `npm run pictures -- --accept` keeps what is shown now, and says what changed. Names of screens
// narrow it down: `npm run pictures -- --accept question`.
import { cargoEnv, root } from './setup/cargo.mjs';
import { FEATURES } from './setup/features.mjs';
import { npmPackages } from './setup/packages.mjs';
import { systemLibraries } from './setup/system.mjs';
import { main, run, step } from './setup/terminal.mjs';
import { toolchains } from './setup/toolchain.mjs';

const asked = process.argv.slice(2);
const how = asked.includes('--accept') ? '--accept' : '--kept';

await main(async () => {
  await toolchains();
  await systemLibraries('drive');
  await npmPackages();
  const here = { cwd: root, env: cargoEnv };
  await step('Build the server, whose page is on README’s pictures', () => run('cargo', ['build', ...FEATURES, '-p', 'countersign-server'], here));
  await step('Draw the screens', () =>
    run(process.execPath, ['ui/tests/pictures.mjs', how, ...asked.filter((word) => word !== how)], {
      ...here,
      mend: 'Before, now and the difference lie side by side in ui/tests/pictures/changed.',
    }));
});

// `npm run lint`: what a reviewer should not have to say.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { cargoEnv, root, targetDirectory } from './setup/cargo.mjs';
import { npmPackages } from './setup/packages.mjs';
import { systemLibraries } from './setup/system.mjs';
import { main, run, say, slowest, step } from './setup/terminal.mjs';
import { toolchains } from './setup/toolchain.mjs';
import { words } from './words.mjs';

const DENY = '0.20.2';

await main(async () => {
  await toolchains();
  await systemLibraries('build');
  await npmPackages();
  const here = { cwd: root, env: cargoEnv };
  await step('Words of the interface and public names', words);
  await step('rustfmt', () => run('cargo', ['fmt', '--all', '--check'], { ...here, mend: 'Run: cargo fmt --all' }));
  // First of all: it writes the messages' functions, which eslint looks at.
  await step('Messages and types of the UI', () => run('npm', ['run', '--silent', 'check:ui'], here));
  await step('eslint', () => run('npx', ['--no-install', 'eslint', '.'], here));
  await step('Types of the server pages’ scripts', () => run('npx', ['--no-install', 'tsc', '-p', 'server/static'], here));
  await step('Build the UI', () => run('npm', ['run', '--silent', 'build:ui'], here));
  await step('clippy', () =>
    run('cargo', ['clippy', '--workspace', '--all-targets', '--all-features', '--', '-D', 'warnings'], here));
  await step('cargo deny', async () => {
    const tools = join(await targetDirectory(), 'tools');
    const deny = join(tools, 'bin', 'cargo-deny');
    if (!(await access(deny).then(() => true, () => false))) {
      say(`  builds cargo-deny ${DENY} into target/tools, once`);
      const install = ['install', '--quiet', '--locked', '--debug', '--root', tools, `cargo-deny@${DENY}`];
      await run('cargo', [...install, '--config', 'profile.dev.debug=false'], here);
    }
    await run(deny, ['--workspace', 'check', 'bans', 'licenses', 'sources'], { ...here, mend: 'The rules are in deny.toml.' });
    say('  Known advisories are not looked up here: that needs their database (cargo deny check advisories).');
  });
  slowest();
});

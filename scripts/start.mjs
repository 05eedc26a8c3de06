// `npm start`: sets everything up, starts the server on this machine, opens the app window beside it.
import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cargoEnv, root, targetDirectory } from './setup/cargo.mjs';
import { begin, endAll, endWithTheTerminal } from './setup/children.mjs';
import { npmPackages } from './setup/packages.mjs';
import { firstFree, isFree, listener } from './setup/port.mjs';
import { openInBrowser, screen } from './setup/screen.mjs';
import { systemLibraries } from './setup/system.mjs';
import { bold, dim, main, run, say, step, Stop } from './setup/terminal.mjs';
import { toolchains } from './setup/toolchain.mjs';

const data = fileURLToPath(new URL('.data/', root));
const config = join(data, 'server/countersign.toml');
const setupLink = join(data, 'server/setup-link');
const serverLog = join(data, 'server.log');

await main(async () => {
  endWithTheTerminal(() => process.exit(130));
  await toolchains();
  await systemLibraries('build');
  await npmPackages();
  await mkdir(join(data, 'server'), { recursive: true });
  await step('Build the server and the app (the first time takes some minutes)', () =>
    run('cargo', ['build', '--workspace', '--features', 'development'], { cwd: root, env: cargoEnv }));
  const origin = await step('Start the server', startServer);
  say(`  ${bold(origin)}   its log: .data/server.log`);
  await step('Open the app window', () => openApp(origin));
}).finally(endAll);

/** Starts the server on the port that it keeps, and gives its origin once it answers. */
async function startServer() {
  const kept = await keptPort();
  if (kept !== null && !(await isFree(kept))) {
    const who = (await listener(kept)) ?? 'another program';
    throw new Stop(
      `Port ${kept} is taken by ${who}. The server keeps its port, because the address is part of every linked ` +
        'account.\nEnd that program, then start again.',
    );
  }
  await rm(setupLink, { force: true });
  const binary = join(await targetDirectory(), 'debug', 'countersign-server');
  const args = ['--config', config, 'serve', '--development', '--setup-link-file', setupLink];
  const server = begin(binary, args, { cwd: data, log: serverLog });
  for (;;) {
    if (server.code !== undefined) {
      throw new Stop(`The server ended (${server.code}). The end of .data/server.log:\n${await lastLines(serverLog)}`);
    }
    const port = await keptPort();
    if (port !== null && (await answers(port))) return `http://localhost:${port}`;
    await pause(100);
  }
}

async function keptPort() {
  const text = await readFile(config, 'utf8').catch(() => '');
  const port = /^listen = "127\.0\.0\.1:(\d+)"/m.exec(text)?.[1];
  return port ? Number(port) : null;
}

async function answers(port) {
  return fetch(`http://127.0.0.1:${port}/healthz`).then((reply) => reply.ok, () => false);
}

async function lastLines(file) {
  return (await readFile(file, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-8).join('\n');
}

/** Opens the window in development mode with hot reload; ends when the window is closed. */
async function openApp(origin) {
  const port = await firstFree(1420);
  const settings = {
    build: {
      devUrl: `http://localhost:${port}`,
      beforeDevCommand: `npm run dev:ui -- --port ${port}`,
      // Windows starts no scripts by their first line: there Cargo itself runs the app, which only builds more.
      ...(process.platform === 'win32' ? {} : { runner: fileURLToPath(new URL('scripts/setup/cargo-run.mjs', root)) }),
    },
  };
  const env = { ...cargoEnv, ...(await screen()), COUNTERSIGN_DATA_DIR: join(data, 'app'), COUNTERSIGN_SERVER: origin };
  await tellWhatIsNext(origin);
  const app = begin(
    'npx',
    ['--no-install', 'tauri', 'dev', '--features', 'development', '--config', 'tauri.development.conf.json', '--config', JSON.stringify(settings)],
    { cwd: root, env },
  );
  const code = await app.ended;
  if (code !== 0 && code !== 'SIGTERM') throw new Stop(`The app ended (${code}). What it said stands above.`);
}

async function tellWhatIsNext(origin) {
  const isNew = await access(setupLink).then(() => true, () => false);
  if (isNew) {
    const link = (await readFile(setupLink, 'utf8')).trim();
    const opened = await openInBrowser(link);
    // The link lets whoever has it in: it is printed to a terminal, never into somebody's file.
    const where = process.stdout.isTTY ? link : 'the link in .data/server/setup-link';
    say(`  1  ${opened ? 'In the browser that has opened' : `In a browser, open ${where}`}: make the first account.`);
  } else {
    say(`  1  In a browser, open ${origin}/sign-in and sign in.`);
  }
  say('  2  In the app window: Log in from this device, sign in, Authorize. The app shows its codes.');
  say('  3  Sign out in the browser, sign in again: the app asks YES or NO.');
  say(dim('  Ctrl-C ends everything.'));
}

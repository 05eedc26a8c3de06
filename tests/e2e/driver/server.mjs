// The real server binary on a throw-away folder.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from './programs.mjs';
import { start, stop, until } from './processes.mjs';

/** Whether something listens on a port of this machine. */
export function connectable(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** Cheap hashing: the stories are about flows, the cost has tests of its own. */
const ENVIRONMENT = { PATH: process.env.PATH, COUNTERSIGN_HASHING_MEMORY_KIB: '64', COUNTERSIGN_HASHING_PASSES: '1' };

export class RunningServer {
  /** Starts a server on a folder of its own; `lines` are further lines of its configuration. */
  static async start({ name = 'Example', lines = [], mode = 'development', binary = program('countersign-server') } = {}) {
    const server = new RunningServer();
    server.name = name;
    server.binary = binary;
    server.folder = await mkdtemp(join(tmpdir(), 'countersign-server-'));
    server.config = join(server.folder, 'countersign.toml');
    server.log = join(server.folder, 'server.log');
    const all = [`mode = "${mode}"`, `name = "${name}"`, 'log = "debug"', ...lines];
    await writeFile(server.config, `${all.join('\n')}\n`);
    await server.begin();
    return server;
  }

  /** Starts it (again) on the same folder, and waits until it answers. */
  async begin() {
    this.process = start(this.binary, ['--config', this.config, 'serve'], { env: ENVIRONMENT, cwd: this.folder, log: this.log });
    this.port = await until('the server says where it listens', async () => {
      if (this.process.ended) throw new Error(`the server ended: ${this.process.text.slice(-2000)}`);
      const listen = /^listen = "127\.0\.0\.1:(\d+)"/m.exec(await readFile(this.config, 'utf8'))?.[1];
      return listen && listen !== '0' && (await connectable(Number(listen))) ? Number(listen) : null;
    });
    const given = /^public_url = "(.+)"/m.exec(await readFile(this.config, 'utf8'))?.[1];
    this.origin = given ?? `http://localhost:${this.port}`;
  }

  /** Ends it as a power cut would. */
  async kill() {
    await stop(this.process, 'SIGKILL');
  }

  /** Asks it to stop, as service managers do. */
  async end() {
    await stop(this.process, 'SIGTERM');
  }

  /** The link for the first account, while it is not used. */
  async setupLink() {
    return (await readFile(join(this.folder, 'data', 'setup-link'), 'utf8')).trim();
  }

  /** Makes an account on the server's console, while it runs. */
  addAccount(name, password) {
    return this.onConsole(['user', 'add', name], password);
  }

  /** Runs another command of the server on its folder, while it runs. */
  async onConsole(command, typed = '') {
    const child = spawn(this.binary, ['--config', this.config, ...command], {
      env: ENVIRONMENT,
      cwd: this.folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (part) => (said += part));
    child.stderr.on('data', (part) => (said += part));
    child.stdin.end(`${typed}\n`);
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`${command.join(' ')}: ${said}`);
  }

  async close() {
    await stop(this.process);
    await rm(this.folder, { recursive: true, force: true });
  }
}

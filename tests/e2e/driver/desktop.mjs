// One person's desktop: a private D-Bus with an unlocked Secret Service and a notification daemon, on a shared screen.
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node:child_process';
import { start, stop, until } from './processes.mjs';

let screen;

/** The display that all windows of a run share: the real one, or Xvfb. */
export async function display() {
  if (process.env.COUNTERSIGN_E2E_DISPLAY) return process.env.COUNTERSIGN_E2E_DISPLAY;
  screen ??= (async () => {
    const server = start('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp']);
    const number = await until('Xvfb says its display', () => /^(\d+)\s*$/m.exec(server.text)?.[1]);
    // It ends with the run, which does not wait for it.
    for (const each of [server.child, server.child.stdout, server.child.stderr]) each.unref();
    return `:${number}`;
  })();
  return screen;
}

export class Desktop {
  /** `keyStore: false` is a Linux desktop without Secret Service; `accessible` one on which a screen reader could run. */
  static async start(name = 'robin', { keyStore = true, dark = false, accessible = false } = {}) {
    const desktop = new Desktop();
    desktop.folder = await mkdtemp(join(tmpdir(), `countersign-${name}-`));
    const home = join(desktop.folder, 'home');
    const runtime = join(desktop.folder, 'run');
    const programs = join(desktop.folder, 'programs');
    // What the app opens in the system's browser is caught, and opened in Chromium by the story.
    await mkdir(programs);
    await symlink(fileURLToPath(new URL('catch-address', import.meta.url)), join(programs, 'xdg-open'));
    desktop.browsed = join(desktop.folder, 'browsed');
    desktop.picked = join(desktop.folder, 'picked');
    desktop.dialogs = join(desktop.folder, 'dialogs');
    await mkdir(desktop.dialogs);
    await mkdir(home, { recursive: true });
    await mkdir(runtime, { mode: 0o700 });
    desktop.started = [];
    desktop.env = {
      ...process.env,
      PATH: `${programs}:${process.env.PATH}`,
      HOME: home,
      COUNTERSIGN_CAUGHT: desktop.browsed,
      COUNTERSIGN_DEVELOPMENT_DIALOGS: desktop.dialogs,
      XDG_RUNTIME_DIR: runtime,
      XDG_DATA_HOME: join(home, '.local/share'),
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_CACHE_HOME: join(home, '.cache'),
      DISPLAY: await display(),
      GTK_THEME: dark ? 'Adwaita:dark' : 'Adwaita',
      LIBGL_ALWAYS_SOFTWARE: '1',
      ...(accessible ? {} : { NO_AT_BRIDGE: '1' }),
      LANG: 'C.UTF-8',
      LANGUAGE: 'en',
    };
    delete desktop.env.WAYLAND_DISPLAY;
    await desktop.startBus();
    if (accessible) await desktop.startAccessibility();
    if (keyStore) await desktop.startKeyStore();
    await desktop.startNotifications();
    return desktop;
  }

  run(program, args, options = {}) {
    const started = start(program, args, { env: this.env, log: join(this.folder, 'desktop.log'), ...options });
    this.started.push(started);
    return started;
  }

  async startBus() {
    const config = join(this.folder, 'bus.conf');
    // No service files: what answers on this bus was started here.
    await writeFile(
      config,
      `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=${join(this.folder, 'bus')}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`,
    );
    const bus = this.run('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address=1']);
    this.env.DBUS_SESSION_BUS_ADDRESS = await until('D-Bus says its address', () => /^(unix:\S+)$/m.exec(bus.text)?.[1]);
  }

  /** Starts the key store's daemon; `locked` leaves it as it is before its person has signed in. */
  async startKeyStore({ locked = false } = {}) {
    const daemon = spawn('gnome-keyring-daemon', [...(locked ? [] : ['--unlock']), '--components=secrets', '--foreground'], {
      env: this.env,
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    daemon.stdin.end(locked ? '' : 'test');
    this.keyring = daemon;
    await until('the Secret Service answers', () => this.owns('org.freedesktop.secrets'));
  }

  /** The bus by which assistive technologies read windows. */
  async startAccessibility() {
    this.run('/usr/libexec/at-spi-bus-launcher', ['--launch-immediately', '--a11y=1', '--screen-reader=1']);
    await until('the accessibility bus answers', () => this.owns('org.a11y.Bus'));
  }

  /** What a screen reader finds in the window of the app, in its order. */
  async spoken() {
    const told = await this.output('/usr/bin/python3', [fileURLToPath(new URL('spoken.py', import.meta.url)), 'countersign-app']);
    return told.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  }

  async startNotifications() {
    const folder = join(this.env.XDG_CONFIG_HOME, 'dunst');
    await mkdir(folder, { recursive: true });
    const picker = join(this.folder, 'pick');
    // dunst asks a menu program which action to take; ours takes the one whose label the story wrote down. dunst
    // refuses a second menu while one is open, so it must be right the first time.
    const pick = `#!/bin/sh\ntee '${this.folder}/offered' | grep -m1 "^#$(cat '${this.picked}') "\n`;
    await writeFile(picker, pick, { mode: 0o755 });
    await writeFile(join(folder, 'dunstrc'), `[global]\ndmenu = ${picker}\nshow_indicators = no\norigin = top-right\nignore_dbusclose = no\n[urgency_normal]\ntimeout = 0\n`);
    this.run('dunst', ['-config', join(folder, 'dunstrc')]);
    await until('the notification daemon answers', () => this.owns('org.freedesktop.Notifications'));
    this.monitor = this.run('dbus-monitor', ['--session', "interface='org.freedesktop.Notifications'"]);
    await until('the bus is watched', () => this.monitor.text.includes('NameLost'));
  }

  async owns(name) {
    const call = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner', `string:${name}`];
    return (await this.output('dbus-send', call)).includes('boolean true');
  }

  async output(program, args) {
    const started = start(program, args, { env: this.env });
    await started.end;
    return started.text;
  }

  /** How many notifications are on the screen. */
  async notificationsShown() {
    return Number((await this.output('dunstctl', ['count', 'displayed'])).trim() || 0);
  }

  /** What the programs of this desktop said to the notification daemon, and it to them. */
  get notified() {
    return this.monitor.text;
  }

  /** The texts among it, without the bus's own numbers between them. */
  get notifiedTexts() {
    return [...this.notified.matchAll(/string "([^"]*)"/g)].map(([, text]) => text);
  }

  /** Presses an action of the newest notification, by the words on its button. */
  async pressNotification(label) {
    await until('a notification is shown', async () => (await this.notificationsShown()) > 0);
    await rm(join(this.folder, 'offered'), { force: true });
    await writeFile(this.picked, label);
    await this.output('dunstctl', ['context']);
    const offered = await until('the notification offers its actions', () => readFile(join(this.folder, 'offered'), 'utf8'));
    if (!offered.includes(`#${label} `)) throw new Error(`the notification offers ${JSON.stringify(offered)}, not ${label}`);
  }

  /** Answers the system's dialogs from now on: `open` chooses a folder, `save` a place for a file; nothing cancels. */
  async answerDialogs(kind, path = '') {
    await writeFile(join(this.dialogs, kind), path);
  }

  /** What the key store keeps for the app under this name, as bytes. */
  async kept(name) {
    const child = spawn('secret-tool', ['lookup', 'service', 'countersign-development', 'username', name], { env: this.env, stdio: ['ignore', 'pipe', 'ignore'] });
    const parts = [];
    child.stdout.on('data', (part) => parts.push(part));
    await new Promise((resolve) => child.on('close', resolve));
    return Buffer.concat(parts);
  }

  /** The names of all that the key store keeps for the app. */
  async keptNames() {
    const found = await this.output('secret-tool', ['search', '--all', 'service', 'countersign-development']);
    return [...found.matchAll(/^attribute\.username = (.+)$/gm)].map(([, name]) => name);
  }

  /** Ends the key store's daemon; `delete` forgets all that was in it. */
  async stopKeyStore({ forget = false } = {}) {
    const gone = new Promise((resolve) => this.keyring.once('exit', resolve));
    process.kill(-this.keyring.pid, 'SIGKILL');
    await gone;
    this.keyring = null;
    if (forget) await rm(join(this.env.XDG_DATA_HOME, 'keyrings'), { recursive: true, force: true });
  }

  async close() {
    if (this.keyring) process.kill(-this.keyring.pid, 'SIGKILL');
    for (const started of this.started.reverse()) await stop(started);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

// System libraries: which are wanted, which are missing, and how they come onto a Debian or Ubuntu machine.
import { readFile } from 'node:fs/promises';
import { ask, output, run, say, step, Stop } from './terminal.mjs';

/** To build and run the app and the server. */
const BUILD = [
  'build-essential', 'curl', 'dbus', 'file', 'libayatana-appindicator3-dev', 'librsvg2-dev', 'libssl-dev',
  'libwebkit2gtk-4.1-dev', 'libxdo-dev', 'pkg-config', 'wget', 'xdg-utils',
];
/** On top of it, to drive the real window and a real browser. */
const DRIVE = [
  'age', 'at-spi2-core', 'chromium', 'chromium-driver', 'dbus-x11', 'dunst', 'fonts-dejavu-core', 'fonts-noto-core', 'gir1.2-atspi-2.0', 'gnome-keyring',
  'libglib2.0-bin', 'libnss3-tools', 'libsecret-tools', 'openssl', 'python3-cryptography', 'python3-gi', 'python3-venv', 'webkit2gtk-driver', 'xauth', 'xclip', 'xvfb',
];
const SETS = { build: BUILD, drive: [...BUILD, ...DRIVE] };

/** Sees to it that the system libraries of a set (`build`, `drive`) are there. */
export async function systemLibraries(set) {
  if (process.platform !== 'linux') {
    if (set === 'drive') {
      throw new Stop('The end-to-end tests drive WebKitGTK and Chromium on Linux. Run them on Debian or Ubuntu.');
    }
    say(otherSystem());
    return;
  }
  await systemPackages(SETS[set]);
}

/** Sees to it that these packages are there, where they can be installed; else says which are needed. */
export async function systemPackages(wanted) {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release)) {
    say(
      'This is not Debian or Ubuntu, so nothing is installed here. Countersign needs what Debian calls:\n  ' +
        `${wanted.join(' ')}\nInstall your system's packages of these, if they are not there yet.`,
    );
    return;
  }
  const missing = await missingPackages(wanted);
  if (missing.length === 0) return;
  await step(`Install ${missing.length} system packages`, () => install(missing));
}

function otherSystem() {
  return process.platform === 'darwin'
    ? 'macOS: the app needs the Xcode command line tools (xcode-select --install).'
    : 'Windows: the app needs the Visual Studio C++ build tools and WebView2 (part of Windows 10 and later).';
}

async function missingPackages(wanted) {
  const known = await output('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Abbrev}\n']);
  const installed = new Set(
    (known ?? '').split('\n').filter((line) => / ii/.test(line)).map((line) => line.split(/[ :]/, 1)[0]),
  );
  return wanted.filter((name) => !installed.has(name));
}

async function install(missing) {
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const byHand = `Install them by hand, then start again:\n  sudo ${command}`;
  say(`  ${missing.join(' ')}`);
  const root = process.getuid?.() === 0;
  let prefix = [];
  if (!root) {
    const silent = (await output('sudo', ['-n', 'true'])) !== null;
    if (!silent && !process.stdin.isTTY) throw new Stop(`sudo wants a password and there is no terminal. ${byHand}`);
    if (!(await ask('  Install them with sudo?', silent))) throw new Stop(byHand);
    prefix = ['sudo'];
  }
  const apt = async (...args) => {
    const [program, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    await run(program, rest, { quiet: true, mend: byHand });
  };
  await apt('-qq', 'update');
  await apt('-qq', 'install', '-y', '--no-install-recommends', ...missing);
}

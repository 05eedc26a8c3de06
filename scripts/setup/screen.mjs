// The screen that windows open on, and the person's browser.
import { spawn } from 'node:child_process';
import { begin } from './children.mjs';
import { systemPackages } from './system.mjs';
import { output, say, Stop } from './terminal.mjs';

/** What a window needs in its environment. Where Linux has no display, a virtual one is started and told of. */
export async function screen() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return {};
  await systemPackages(['xvfb']);
  if ((await output('which', ['Xvfb'])) === null) throw new Stop('There is no display here, and no Xvfb to stand in.');
  const number = 90 + (process.pid % 900);
  begin('Xvfb', [`:${number}`, '-screen', '0', '1280x960x24', '-nolisten', 'tcp'], { log: '/dev/null' });
  say(`  There is no display here: the window opens on a virtual one (:${number}), where nobody sees it.`);
  say('  `npm run demo` plays the story on such a screen, and leaves pictures.');
  return { DISPLAY: `:${number}`, LIBGL_ALWAYS_SOFTWARE: '1' };
}

/** Opens an address in the person's browser; whether there was one to ask. */
export async function openInBrowser(address) {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  const [program, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    // A browser that stays open has been found; one that cannot be found ends at once.
    const late = setTimeout(() => resolve(true), 1500);
    child.on('close', (code) => {
      clearTimeout(late);
      resolve(code === 0);
    });
  });
}

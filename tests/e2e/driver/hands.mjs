// What no page can do to itself: its window is closed by its button, keys are pressed for whoever listens.
import { programOf } from './made.mjs';
import { start } from './processes.mjs';

async function hands(desktop, ...words) {
  const started = start(await programOf('hands', ['-lX11', '-lxdo']), words, { env: desktop.env });
  if ((await started.end) !== 0) throw new Error(`hands ${words.join(' ')}: ${started.text || started.code}`);
}

/** Closes the app's window as the button in its corner does. */
export function closeWindow(app) {
  return hands(app.desktop, 'close', 'Countersign');
}

/** Presses keys, wherever the keyboard is. */
export function pressKeys(desktop, keys) {
  return hands(desktop, 'keys', keys);
}

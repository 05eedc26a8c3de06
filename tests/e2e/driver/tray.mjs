// The tray of a desktop, and a hand on its menu: what a panel reads and presses by D-Bus.
import { programOf } from './made.mjs';
import { until } from './processes.mjs';

export class Tray {
  /** A desktop whose panel has a tray from now on. */
  static async start(desktop) {
    const tray = new Tray();
    tray.desktop = desktop;
    tray.watcher = desktop.run(await programOf('tray', ['gio-2.0']), []);
    await until('the tray is there', () => tray.watcher.text.includes('ready'));
    return tray;
  }

  /** The bus name and path of the icon that registered last. */
  async item(limit) {
    return until('an icon is in the tray', () => [...this.watcher.text.matchAll(/^item (\S+) (\S+)$/gm)].at(-1)?.slice(1), limit);
  }

  async property(name) {
    const [owner, path] = await this.item();
    return this.desktop.output('gdbus', [
      'call', '--session', '--dest', owner, '--object-path', path, '--method', 'org.freedesktop.DBus.Properties.Get', 'org.kde.StatusNotifierItem', name,
    ]);
  }

  async menuCall(method, ...args) {
    const [owner] = await this.item();
    const path = /objectpath '([^']+)'/.exec(await this.property('Menu'))?.[1];
    return this.desktop.output('gdbus', ['call', '--session', '--dest', owner, '--object-path', path, '--method', `com.canonical.dbusmenu.${method}`, '--', ...args]);
  }

  /** All that the bus carries of the menu. */
  async layout() {
    return this.menuCall('GetLayout', '0', '-1', '[]');
  }

  /** The lines of the menu, in their order. */
  async lines() {
    return linesOf(await this.layout());
  }

  async says(label, limit) {
    let last = [];
    const found = await until(`the menu says ${label}`, async () => {
      last = await this.lines();
      return last.find((line) => line.label === label);
    }, limit).catch((error) => {
      throw new Error(`${error.message}, but ${JSON.stringify(last)}`, { cause: error });
    });
    return found;
  }

  /** Presses a line of the menu. */
  async press(label) {
    const { id } = await this.says(label);
    await this.menuCall('Event', String(id), 'clicked', "<''>", '0');
  }

  /** The file of the icon. */
  async icon() {
    return /<'([^']*)'>/.exec(await this.property('IconName'))?.[1];
  }

  async close() {}
}

function linesOf(layout) {
  const found = [...layout.matchAll(/\((\d+), \{([^{}]*)\}, (?:@av )?\[\]\)/g)];
  return found
    .map(([, id, properties]) => ({ id: Number(id), label: /'label': <(?:'([^']*)'|"([^"]*)")>/.exec(properties)?.slice(1).find(Boolean) }))
    .filter(({ label }) => label !== undefined);
}

// No row may jump: the list stands where it stood, whatever is copied, checked or about to end.
const SAME = ['accounts-soon', 'accounts-last-seconds', 'accounts-copied', 'accounts-checked', 'accounts-offline', 'accounts-undo'];

const PLACES = `JSON.stringify(Object.fromEntries([...document.querySelectorAll('[data-account]')].map((row) => {
  const { top, height } = row.getBoundingClientRect();
  return [row.dataset.account, [Math.round(top), Math.round(height)].join('+')];
})))`;

/** Compares the places of the rows with those of the quiet list, in one shape. */
export class Stillness {
  #quiet;
  #tell;

  /** `names` are the screens that are looked at; without the quiet list among them nothing is compared. */
  constructor(names) {
    this.#quiet = names.includes('accounts') ? new Promise((tell) => { this.#tell = tell; }) : Promise.resolve(null);
  }

  /** What moved on the screen that is shown now; nothing if it is of no interest. */
  async moved(chromium, name) {
    if (name !== 'accounts' && !SAME.includes(name)) return [];
    const places = JSON.parse(await chromium.evaluate(PLACES));
    if (name === 'accounts') this.#tell(places);
    const quiet = await this.#quiet;
    // Below a row that was removed, all others move up; those above stay.
    const compared = name === 'accounts-undo' ? ['northlake', 'academy'] : Object.keys(places);
    return quiet ? compared.filter((id) => places[id] !== quiet[id]).map((id) => `${id} moved from ${quiet[id]} to ${places[id]}`) : [];
  }
}

/** The icon of an account while it is chosen: nothing is changed before it is saved. */
import { Acting } from '../../acting.svelte';
import type { AccountView, Backend, IconChoice, PackIconView } from '../../backend';
import { LETTER } from './finder.svelte';
import type { Finder } from './finder.svelte';
import type { Service } from './matching';

/** What is chosen, as the value of its radio button. */
export type Chosen = 'by-name' | 'letter' | 'picture' | `built-in ${string}` | `of-pack ${string}`;

export class Choosing extends Acting {
  chosen = $state<Chosen>('by-name');
  typed = $state('');
  /** The picture that the account has, or that was chosen just now. */
  picture = $state.raw<string | null>(null);
  finder = $state.raw<Finder | null>(null);
  /** What the packs have for what is typed. */
  ofPacks = $state.raw<PackIconView[]>([]);
  /** The one of the app's set that the account has, wherever it stands among the others. */
  named = $state.raw<Service | null>(null);
  readonly found: readonly Service[] = $derived(this.finder?.services.search(this.typed) ?? []);

  #backend: Backend;
  #account: AccountView;
  #turn = 0;

  constructor(backend: Backend, account: AccountView) {
    super();
    this.#backend = backend;
    this.#account = account;
    this.picture = account.iconPicture;
    if (account.iconPicture) this.chosen = 'picture';
    else if (account.iconName === LETTER) this.chosen = 'letter';
  }

  /** The icons have come. */
  async start(loading: Promise<Finder>): Promise<void> {
    const finder = await loading;
    this.finder = finder;
    if (this.chosen === 'by-name' && this.#account.iconName) this.named = finder.services.ofIcon(this.#account.iconName);
    if (this.named) this.chosen = `built-in ${this.named.name}`;
    await this.search();
  }

  /** Looks among the packs; only the last answer counts. */
  async search(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const found = await this.#backend.findPackIcons(this.typed).catch(() => []);
    if (turn === this.#turn) this.ofPacks = found;
  }

  takePicture(file: string): void {
    this.picture = file;
    this.chosen = 'picture';
  }

  /** Writes what is chosen; whether it went well. */
  async save(): Promise<boolean> {
    const choice = this.#choice();
    await this.act(async () => {
      if (choice) await this.#backend.setIcon(this.#account.id, choice);
    });
    return this.failure === null;
  }

  /** Nothing where the picture stays as it is. */
  #choice(): IconChoice | null {
    const [kind, name = '', place = ''] = this.chosen.split(' ');
    if (kind === 'built-in') return { kind: 'built_in', name };
    if (kind === 'of-pack') return { kind: 'of_pack', packId: name, index: Number(place) };
    if (kind === 'letter') return { kind };
    if (kind === 'by-name') return { kind: 'by_name' };
    return this.picture && this.picture !== this.#account.iconPicture ? { kind: 'picture', file: this.picture } : null;
  }
}

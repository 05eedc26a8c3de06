/** What the shell says about itself: whether the vault is open, the system, its language. */
import { createContext } from 'svelte';

import { Acting } from './acting.svelte';
import { type AppState, type Backend, type Recovered, type SavedFromDamage, toFailure } from './backend';

export class Status extends Acting {
  /** Nothing until the shell has answered once. */
  now = $state<AppState | null>(null);

  /** What came of opening with the recovery sheet, until the person has seen it. */
  recovered = $state<Recovered | null>(null);

  /** Whoever has just locked the app is not asked at once to open it again. */
  lockedByHand = $state(false);

  /** What was saved of a damaged vault, until the person has seen it. */
  saved = $state.raw<SavedFromDamage | null>(null);

  /** Where the vault is that gave its place to an empty one, until the person has seen it. */
  setAside = $state<string | null>(null);

  readonly isPhone = $derived(this.now?.platform === 'android' || this.now?.platform === 'ios');

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  /** Asks again. */
  async refresh(): Promise<void> {
    await this.act(async () => {
      this.now = await this.#backend.appState();
    });
  }

  /** Tries to open the vault again. */
  async retry(): Promise<void> {
    await this.act(async () => {
      this.now = await this.#backend.retryOpen();
    });
  }

  /** Opens the vault by what was typed. */
  open(way: 'pin' | 'passphrase' | 'words', typed: string): Promise<void> {
    if (way === 'pin') return this.unlockWithPin(typed);
    return way === 'passphrase' ? this.unlock(typed) : this.unlockWithWords(typed);
  }

  async unlock(passphrase: string): Promise<void> {
    await this.act(async () => {
      await this.#backend.unlock(passphrase);
      this.now = await this.#backend.appState();
    });
  }

  async unlockWithPin(pin: string): Promise<void> {
    await this.act(async () => {
      try {
        await this.#backend.unlockWithPin(pin);
      } finally {
        // After a wrong one it tells when the next is taken.
        this.now = await this.#backend.appState();
      }
    });
  }

  /** Lets the system ask for fingerprint or face. A prompt that the person closes is no failure. */
  async unlockWithBiometrics(): Promise<void> {
    await this.act(async () => {
      try {
        await this.#backend.unlockWithBiometrics();
      } catch (thrown) {
        if (toFailure(thrown).code !== 'biometrics_canceled') throw thrown;
      } finally {
        // After other fingers were enrolled it is not offered any more.
        this.now = await this.#backend.appState();
      }
    });
  }

  /** Opens the vault with the words of the recovery sheet. */
  async unlockWithWords(words: string): Promise<void> {
    await this.act(async () => {
      this.recovered = await this.#backend.unlockWithRecoveryWords(words);
      this.now = await this.#backend.appState();
    });
  }

  /** Locks the app; where nothing would be asked to unlock it, this fails. */
  async lock(): Promise<void> {
    await this.act(async () => {
      await this.#backend.lock();
      this.lockedByHand = true;
      this.now = await this.#backend.appState();
    });
  }

  async choosePassphrase(passphrase: string): Promise<void> {
    await this.act(async () => {
      await this.#backend.choosePassphrase(passphrase);
      this.now = await this.#backend.appState();
    });
  }

  /** Begins an empty vault where only the key of a lost one is left. */
  async startEmpty(): Promise<void> {
    await this.act(async () => {
      await this.#backend.startOverWithoutVault();
      this.now = await this.#backend.appState();
    });
  }

  /** Begins an empty vault in the place of one that does not open, which is kept. */
  async startBeside(): Promise<void> {
    await this.act(async () => {
      this.setAside = await this.#backend.startOverBesideVault();
      this.now = await this.#backend.appState();
    });
  }

  /** What could be read of a damaged vault was saved. */
  async showSaved(saved: SavedFromDamage): Promise<void> {
    this.saved = saved;
    this.now = await this.#backend.appState();
  }
}

export const [status, provideStatus] = createContext<Status>();

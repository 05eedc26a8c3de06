/** Is it the person who asks? The shell remembers for two minutes that it was. */
import { Acting } from './acting.svelte';
import { type Backend, type BiometricKind, type PersonCheck, type Platform, toFailure } from './backend';
import { nameOf } from './i18n/biometrics';
import { m } from './i18n/paraglide/messages.js';

export class Person extends Acting {
  /** What the person is asked now. */
  asking = $state<Exclude<PersonCheck, 'none'> | null>(null);

  /** What the person can show instead. */
  biometrics = $state<BiometricKind | null>(null);

  #backend: Backend;
  #then: () => unknown = () => undefined;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  /** Asks if that must be, and then goes on. */
  async ask(then: () => unknown): Promise<void> {
    this.#then = then;
    await this.act(async () => {
      const { asks, isVerified, biometrics } = await this.#backend.personCheck();
      this.biometrics = biometrics;
      if (isVerified || asks === 'none') then();
      else this.asking = asks;
    });
    if (this.asking && this.biometrics) await this.show();
  }

  /** Lets the system ask for fingerprint or face. What goes wrong leaves the PIN or passphrase to be typed. */
  async show(): Promise<void> {
    await this.act(async () => {
      try {
        await this.#backend.verifyPersonByBiometrics();
      } catch (thrown) {
        const { code } = toFailure(thrown);
        if (code === 'biometrics_changed') this.biometrics = null;
        if (code === 'biometrics_canceled') return;
        throw thrown;
      }
      this.asking = null;
      this.#then();
    });
  }

  async verify(secret: string): Promise<void> {
    await this.act(async () => {
      await this.#backend.verifyPerson(secret);
      this.asking = null;
      this.#then();
    });
  }

  close(): void {
    this.asking = null;
    this.failure = null;
  }
}

/** The button that lets the system ask instead. */
export function verifyBy(kind: BiometricKind, platform: Platform | undefined): string {
  const name = nameOf(kind, platform);
  if (name) return m.verify_named({ name });
  return { fingerprint: m.verify_fingerprint(), face: m.verify_face(), either: m.verify_either() }[kind];
}

/** Is it the person who asks? The shell remembers for two minutes that it was. */
import { Acting } from '../../acting.svelte';
import type { Backend, PersonCheck } from '../../backend';

export class Person extends Acting {
  /** What the person is asked now. */
  asking = $state<Exclude<PersonCheck, 'none'> | null>(null);

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
      const { asks, isVerified } = await this.#backend.personCheck();
      if (isVerified || asks === 'none') then();
      else this.asking = asks;
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

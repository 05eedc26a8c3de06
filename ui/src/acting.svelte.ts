/** What does something on the person's word: busy until the shell has answered, and then maybe with a failure. */
import { toFailure } from './backend';
import type { Failure } from './backend';

export class Acting {
  failure = $state<Failure | null>(null);
  busy = $state(false);

  protected async act(work: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      await work();
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.busy = false;
    }
  }
}

/** Whether the system shows notifications, tried out on the person's word. */
import { Acting } from '../../acting.svelte';
import type { Backend, NotificationState } from '../../backend';

export class Notifying extends Acting {
  state = $state<NotificationState | null>(null);
  /** One was shown, as far as the system tells. */
  sent = $state(false);

  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  async refresh(): Promise<void> {
    await this.act(async () => {
      this.state = await this.#backend.notificationState();
    });
  }

  async test(): Promise<void> {
    this.sent = false;
    await this.act(async () => {
      this.state = await this.#backend.testNotification();
      this.sent = this.state === 'allowed';
    });
  }
}

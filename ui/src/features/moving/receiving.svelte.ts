/** The new device's side: shows its invitation, reads the greeting, compares the number, then collects everything. */
import type { Backend, ImportPreview, MoveArrival, MoveCode, MoveGiven } from '../../backend';
import { Moving } from './moving.svelte';

export type ReceivingPlace = 'invitation' | 'greeting' | 'number' | 'collect';

export class Receiving extends Moving {
  place = $state<ReceivingPlace>('invitation');
  invitation = $state.raw<MoveCode | null>(null);
  number = $state<string | null>(null);
  /** What is missing, as soon as one part is here. */
  missing = $state.raw<(MoveArrival & { kind: 'missing' }) | null>(null);

  readonly isUnderWay = $derived(this.invitation !== null);
  protected readonly wantsCode = $derived(this.place === 'greeting' || this.place === 'collect');

  #onarrived: (preview: ImportPreview) => void;

  constructor(backend: Backend, onarrived: (preview: ImportPreview) => void) {
    super(backend);
    this.#onarrived = onarrived;
  }

  /** Makes a key for this move, unless there is one. */
  begin(): Promise<void> {
    if (this.invitation || this.busy) return Promise.resolve();
    this.endedBy = null;
    return this.act(async () => {
      this.invitation = await this.backend.beginReceiving();
    });
  }

  /** The old device has read the invitation. */
  toGreeting(): void {
    this.place = 'greeting';
  }

  toInvitation(): void {
    this.stopScanning();
    this.failure = null;
    this.place = 'invitation';
  }

  /** Both numbers are the same. */
  confirm(): void {
    this.place = 'collect';
  }

  /** One screen back; false from the first, and from the collection, which is left and come back to. */
  back(): boolean {
    if (this.isScanning) this.stopScanning();
    else if (this.place === 'greeting' || this.place === 'number') this.toInvitation();
    else {
      if (this.place !== 'collect') this.close();
      return false;
    }
    return true;
  }

  /** Takes several pictures, or the file; one that does not belong here does not stop the others. */
  async readFiles(files: string[]): Promise<void> {
    let failure = null;
    for (const file of files) {
      if (!this.wantsCode) break;
      await this.read({ from: 'file', file });
      failure ??= this.failure;
    }
    if (this.wantsCode) this.failure = failure;
  }

  protected async take(given: MoveGiven): Promise<boolean> {
    return this.place === 'collect' ? this.#collect(given) : this.#hear(given);
  }

  protected reset(): void {
    this.place = 'invitation';
    this.invitation = null;
    this.number = null;
    this.missing = null;
  }

  async #hear(given: MoveGiven): Promise<boolean> {
    const number = await this.backend.hearGreeting(given);
    if (number === null) return false;
    this.number = number;
    this.missing = null;
    this.place = 'number';
    return true;
  }

  async #collect(given: MoveGiven): Promise<boolean> {
    const arrival = await this.backend.takeMove(given);
    if (arrival?.kind === 'missing') {
      if (arrival.missing.length !== this.missing?.missing.length) this.tellHere();
      this.missing = arrival;
    } else if (arrival) {
      this.close();
      this.#onarrived(arrival.preview);
    }
    return arrival !== null;
  }
}

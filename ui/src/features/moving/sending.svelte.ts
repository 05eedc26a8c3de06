/** The old device's side: reads the invitation, shows its greeting and the number, then everything in sealed parts. */
import type { LeftFile, MoveCode, MoveGiven, MoveGreeting, MoveParts } from '../../backend';
import { Moving } from './moving.svelte';

export type SendingPlace = 'read' | 'greeting' | 'number' | 'parts' | 'sent';

/** How long a part stays before the next one. */
const PART_MS = 1500;
/** How often the parts come round by themselves before the app may lock for want of use. */
const ROUNDS = 3;
/** After how many parts the shell hears that somebody is here. */
const TELL_EVERY = 8;

export class Sending extends Moving {
  place = $state<SendingPlace>('read');
  greeting = $state.raw<MoveGreeting | null>(null);
  parts = $state.raw<MoveParts | null>(null);
  /** Which part is shown, counted from 0. */
  shown = $state(0);
  part = $state.raw<MoveCode | null>(null);
  isPlaying = $state(false);
  saved = $state.raw<LeftFile | null>(null);

  readonly isUnderWay = $derived(this.greeting !== null);
  protected readonly wantsCode = $derived(this.place === 'read');

  #playing: ReturnType<typeof setInterval> | undefined;

  protected async take(given: MoveGiven): Promise<boolean> {
    const greeting = await this.backend.beginSending(given);
    if (!greeting) return false;
    this.greeting = greeting;
    this.place = 'greeting';
    return true;
  }

  /** The new device has read the greeting, or shall read it again. */
  toNumber(): void {
    this.place = 'number';
  }

  toGreeting(): void {
    this.failure = null;
    this.place = 'greeting';
  }

  /** Both numbers are the same. */
  confirm(): Promise<void> {
    return this.act(async () => {
      this.parts = await this.backend.confirmSending();
      await this.#show(0);
      this.place = 'parts';
    });
  }

  play(): void {
    this.pause();
    if ((this.parts?.count ?? 0) < 2) return;
    this.isPlaying = true;
    let played = 0;
    this.#playing = setInterval(() => {
      played += 1;
      if (played % TELL_EVERY === 0 && played <= ROUNDS * (this.parts?.count ?? 0)) this.tellHere();
      void this.#step(1);
    }, PART_MS);
  }

  pause(): void {
    clearInterval(this.#playing);
    this.isPlaying = false;
  }

  /** To another part by hand: then it stays. */
  step(by: 1 | -1): Promise<void> {
    this.pause();
    return this.#step(by);
  }

  save(): Promise<void> {
    return this.act(async () => {
      this.saved = (await this.backend.saveMove()) ?? this.saved;
    });
  }

  /** The new device has everything. */
  finish(): void {
    this.pause();
    this.part = null;
    this.greeting = null;
    this.place = 'sent';
    void this.backend.endMove().catch(() => undefined);
  }

  /** One screen back; false from the first, and from the parts, which are left and come back to. */
  back(): boolean {
    if (this.isScanning) this.stopScanning();
    else if (this.place === 'number') this.toGreeting();
    else {
      if (this.place !== 'parts') this.close();
      return false;
    }
    return true;
  }

  protected reset(): void {
    this.pause();
    this.place = 'read';
    this.greeting = null;
    this.parts = null;
    this.part = null;
    this.saved = null;
  }

  #step(by: 1 | -1): Promise<void> {
    const count = this.parts?.count ?? 1;
    return this.act(() => this.#show((this.shown + by + count) % count));
  }

  async #show(index: number): Promise<void> {
    this.part = await this.backend.movePart(index);
    this.shown = index;
  }
}

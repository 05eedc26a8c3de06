/** What both sides of a move have in common: something is read from the other device, and it can end too early. */
import { Acting } from '../../acting.svelte';
import type { Backend, MoveGiven } from '../../backend';
import { toFailure } from '../../backend';

/** Why a move has ended before its time. */
export type EndedBy = 'numbers_differ' | 'lock' | 'other_move';

export abstract class Moving extends Acting {
  endedBy = $state<EndedBy | null>(null);
  /** The camera's screen is open. */
  isScanning = $state(false);
  /** It does not look any more, because of a failure. */
  isStill = $state(false);
  /** A code has just been copied as a text. */
  isCopied = $state(false);

  protected readonly backend: Backend;
  #look = 0;

  constructor(backend: Backend) {
    super();
    this.backend = backend;
  }

  /** Something has begun that the lock ends. */
  abstract readonly isUnderWay: boolean;

  /** Takes what the person gives; false if the person has stopped the camera. */
  protected abstract take(given: MoveGiven): Promise<boolean>;

  /** Something of the other device is wanted now. */
  protected abstract readonly wantsCode: boolean;

  /** Forgets everything; the shell has done so or does it now. */
  protected abstract reset(): void;

  read(given: MoveGiven): Promise<void> {
    return this.act(async () => {
      await this.take(given);
    });
  }

  /** Looks with the camera, again and again as long as something is wanted. */
  async scan(): Promise<void> {
    const look = (this.#look += 1);
    this.isScanning = true;
    this.isStill = false;
    this.failure = null;
    let goesOn = true;
    while (goesOn) goesOn = await this.#scanOnce(look);
  }

  stopScanning(): void {
    if (!this.isScanning) return;
    this.#look += 1;
    this.isScanning = false;
    this.failure = null;
    void this.backend.cancelScan().catch(() => undefined);
  }

  async copy(text: string): Promise<void> {
    await this.act(() => this.backend.copyMoveCode(text));
    this.isCopied = this.failure === null;
  }

  /** The person has seen two numbers that are not the same. */
  numbersDiffer(): void {
    void this.backend.endMove().catch(() => undefined);
    this.#end('numbers_differ');
  }

  /** The app was locked: the shell has forgotten the move. */
  lock(): void {
    if (this.isUnderWay) this.#end('lock');
  }

  /** Leaves the move for good. */
  close(): void {
    this.stopScanning();
    if (this.isUnderWay) void this.backend.endMove().catch(() => undefined);
    this.endedBy = null;
    this.failure = null;
    this.reset();
  }

  /** Somebody is here, though nobody touches this device: the other one is held over it. */
  protected tellHere(): void {
    void this.backend.personIsHere().catch(() => undefined);
  }

  protected override async act(work: () => Promise<unknown>): Promise<void> {
    this.isCopied = false;
    await super.act(work);
    if (this.failure?.code === 'move_unknown') this.#end('other_move');
  }

  /** Whether to look again. */
  async #scanOnce(look: number): Promise<boolean> {
    try {
      const isTaken = await this.take({ from: 'camera' });
      if (look !== this.#look) return false;
      this.failure = null;
      this.isScanning = isTaken && this.wantsCode;
      return this.isScanning;
    } catch (thrown) {
      if (look !== this.#look) return false;
      const failure = toFailure(thrown);
      this.failure = failure;
      // Another code in the picture is no reason to stop looking.
      if (failure.code === 'move_other_code') return true;
      if (failure.code === 'move_unknown') this.#end('other_move');
      else this.isStill = true;
      return false;
    }
  }

  #end(by: EndedBy): void {
    this.stopScanning();
    this.failure = null;
    this.reset();
    this.endedBy = by;
  }
}

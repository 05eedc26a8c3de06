/**
 * The way from nothing to an account: where the person is, what they typed, what was read, and how far it is. What
 * was typed stays until the view is closed, whatever goes wrong.
 */
import type { Backend, Failure, FoundView, ImportPreview, PendingStatus, PendingView, SetupKeyOptions } from '../../backend';
import { toFailure } from '../../backend';
import { filesOf, type Given, read } from '../../receiver.svelte';

/** What waits for the person's word here; the code of a question brings that to the front by itself. */
export type Waiting = Exclude<PendingView, { kind: 'question' }>;

const waits = (view: PendingView): view is Waiting => view.kind !== 'question';

/** A screen of the way. */
export type Place =
  | 'ways' | 'this-device' | 'computer' | 'scan' | 'picture' | 'no-camera' | 'setup-code' | 'setup-key' | 'pin' | 'ask' | 'under-way';

/** What happens outside of this feature. */
export interface Told {
  onclose: () => void;
  /** A code account is here. */
  onadded: (service: string) => void;
  /** Backup codes are to be shown by themselves. */
  onbackupcodes?: (accountId: string) => void;
  /** Several accounts, or files that are no pictures: the import's. */
  onimport?: (of: { given?: Given; preview?: ImportPreview }) => void;
}

/** Where something can be read or typed; the others come after that. */
const SOURCES: readonly Place[] = ['ways', 'this-device', 'computer', 'scan', 'picture', 'no-camera', 'setup-code', 'setup-key'];

export class Linking {
  place = $state<Place>('ways');
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);

  address = $state('');
  /** Where an account is linked again, and as whom; another server does not hear of that name. */
  former: { address: string; user: string } | null = null;
  setupCode = $state({ address: '', user: '', code: '' });
  setupKey = $state({ service: '', user: '', key: '' });
  options = $state<SetupKeyOptions>({ algorithm: 'SHA1', digits: 6, periodSeconds: 30 });

  /** The PIN that the codes of what was read need. */
  pin = $state('');

  chosen = $state.raw<Waiting | null>(null);
  status = $state.raw<PendingStatus | null>(null);
  /** When the six digits die, on the scale of `performance.now()`. */
  digitsUntil = $state(0);

  /** The person has said yes, and it has not come to an end. */
  readonly isUnderWay = $derived(
    this.status !== null && this.status.step !== 'done' && this.status.step !== 'failed',
  );

  #backend: Backend;
  #told: Told;
  #trail: Place[] = [];
  #scan = 0;
  #look = 0;

  constructor(backend: Backend, told: Told) {
    this.#backend = backend;
    this.#told = told;
  }

  /** Begins at a screen, or at the question of a link from outside. */
  begin(start: 'this-device' | 'computer' | undefined, received: PendingView | undefined): void {
    if (received && waits(received)) {
      this.chosen = received;
      this.place = placeOf(received);
    } else if (start) this.place = start;
  }

  go(place: Place): void {
    this.#stopCamera();
    this.#trail.push(this.place);
    this.#show(place);
  }

  /** To the screen before; from the first one, out. */
  back(): void {
    this.#stopCamera();
    const before = this.#trail.pop();
    this.#dropWaiting();
    if (before) this.#show(before);
    else this.close();
  }

  /** Out of it all. What waits for the person's word is dropped; what was confirmed goes on. */
  close(): void {
    this.#stopCamera();
    this.#dropWaiting();
    this.#told.onclose();
  }

  logIn(): Promise<void> {
    const { address, former } = this;
    const user = former?.address === address ? former.user : null;
    return this.#readOne(() => this.#backend.logInFromThisDevice(address, user));
  }

  /** What was dropped, pasted or chosen. Files that are no pictures are for the import. */
  async take(given: Given): Promise<void> {
    if (filesOf(given).length > 0) this.#told.onimport?.({ given });
    else await this.#read(() => read(this.#backend, given));
  }

  readScreen(): Promise<void> {
    return this.#read(() => this.#backend.readScreen());
  }

  enterSetupCode(): Promise<void> {
    const { address, user, code } = this.setupCode;
    return this.#readOne(() => this.#backend.enterSetupCode(address, user, code));
  }

  enterSetupKey(): Promise<void> {
    const { service, user, key } = this.setupKey;
    return this.#readOne(() => this.#backend.enterSetupKey(service, user, key, { ...this.options }));
  }

  /** Scans; only now is the camera asked for. */
  async scan(): Promise<void> {
    const turn = (this.#scan += 1);
    this.failure = null;
    try {
      const found = await this.#backend.scanWithCamera();
      if (turn !== this.#scan) this.#drop(found);
      else if (found) this.#take(found);
      else this.back();
    } catch (thrown) {
      if (turn === this.#scan) this.failure = toFailure(thrown);
    }
  }

  /** The PIN is given; what comes of it is asked about. */
  async givePin(): Promise<void> {
    const { chosen, pin } = this;
    if (!chosen || this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      const account = await this.#backend.givePin(chosen.pendingId, pin);
      if (waits(account)) this.chosen = account;
      this.pin = '';
      this.#show('ask');
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** The person's word. */
  async confirm(): Promise<void> {
    const { chosen } = this;
    if (!chosen || this.busy) return;
    this.busy = true;
    this.failure = null;
    const turn = (this.#look += 1);
    try {
      const status = await this.#backend.confirmPending(chosen.pendingId);
      if (turn === this.#look) this.#reach(status);
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** It is at another step. */
  async changed(pendingId: string): Promise<void> {
    if (this.chosen?.pendingId !== pendingId || this.status?.step === 'done') return;
    const turn = (this.#look += 1);
    try {
      const status = await this.#backend.pendingStatus(pendingId);
      if (turn === this.#look) this.#reach(status);
    } catch (thrown) {
      if (turn === this.#look) this.failure = toFailure(thrown);
    }
  }

  /** Gives up what is under way, and goes back to where it came from. */
  stop(): void {
    if (this.chosen) this.#cancel(this.chosen);
    this.again();
  }

  /** Back to where it came from, with everything that was typed. */
  again(): void {
    this.#look += 1;
    this.#dropWaiting();
    this.status = null;
    let before = this.#trail.pop();
    while (before && !SOURCES.includes(before)) before = this.#trail.pop();
    this.#show(before ?? 'ways');
  }

  #readOne(read: () => Promise<PendingView>): Promise<void> {
    return this.#read(async () => ({ kind: 'one', pending: await read() }));
  }

  async #read(read: () => Promise<FoundView>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    const from = this.place;
    try {
      const found = await read();
      if (this.place === from) this.#take(found);
      else this.#drop(found);
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.busy = false;
    }
  }

  #take(found: FoundView): void {
    if (found.kind === 'several') {
      this.#told.onimport?.({ preview: found.preview });
      return;
    }
    if (!waits(found.pending)) {
      this.close();
      return;
    }
    this.chosen = found.pending;
    this.pin = '';
    this.go(placeOf(found.pending));
  }

  #reach(status: PendingStatus): void {
    if (status.step === 'asking') return;
    this.status = status;
    if (this.place !== 'under-way') this.go('under-way');
    if (status.step === 'confirm_digits') this.digitsUntil = performance.now() + status.leftMs;
    if (status.step !== 'done') return;
    if (this.chosen?.kind === 'code_account') {
      this.#told.onadded(status.service);
      this.#told.onclose();
    } else if (status.showBackupCodes) this.#told.onbackupcodes?.(status.accountId);
  }

  #show(place: Place): void {
    this.failure = null;
    this.place = place;
    if (place === 'scan') void this.scan();
  }

  #stopCamera(): void {
    if (this.place !== 'scan') return;
    this.#scan += 1;
    void this.#backend.cancelScan().catch(() => undefined);
  }

  /** Drops what nobody has said yes to. */
  #dropWaiting(): void {
    if (this.chosen && this.status === null) this.#cancel(this.chosen);
    this.chosen = null;
  }

  /** Drops what came too late. */
  #drop(found: FoundView | null): void {
    if (found?.kind === 'one') this.#cancel(found.pending);
    if (found?.kind !== 'several') return;
    void this.#backend.cancelImport(found.preview.id).catch(() => undefined);
    found.preview.links.forEach((link) => this.#cancel(link));
  }

  #cancel({ pendingId }: PendingView): void {
    void this.#backend.cancelPending(pendingId).catch(() => undefined);
  }
}

/** Where the person is asked about it. */
function placeOf(pending: PendingView): Place {
  return pending.kind === 'pin_needed' ? 'pin' : 'ask';
}

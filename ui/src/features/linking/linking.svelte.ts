/**
 * The way from nothing to an account: where the person is, what they typed, what was read, and how far it is. What
 * was typed stays until the view is closed, whatever goes wrong.
 */
import type { Backend, Failure, PendingStatus, PendingView, SetupKeyOptions } from '../../backend';
import { toFailure } from '../../backend';

/** What waits for the person's word here; the code of a question brings that to the front by itself. */
export type Waiting = Exclude<PendingView, { kind: 'question' }>;

const waits = (view: PendingView): view is Waiting => view.kind !== 'question';

/** A screen of the way. */
export type Place =
  | 'ways' | 'this-device' | 'computer' | 'scan' | 'picture' | 'setup-code' | 'setup-key' | 'which' | 'ask' | 'under-way';

/** What happens outside of this feature. */
export interface Told {
  onclose: () => void;
  /** A code account is here. */
  onadded: (service: string) => void;
  /** Backup codes are to be shown by themselves. */
  onbackupcodes?: (accountId: string) => void;
}

/** Where something can be read or typed; the others come after that. */
const SOURCES: readonly Place[] = ['ways', 'this-device', 'computer', 'scan', 'picture', 'setup-code', 'setup-key'];

export class Linking {
  place = $state<Place>('ways');
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);

  address = $state('');
  setupCode = $state({ address: '', user: '', code: '' });
  setupKey = $state({ service: '', user: '', key: '' });
  options = $state<SetupKeyOptions>({ algorithm: 'SHA1', digits: 6, periodSeconds: 30 });

  /** What a picture held, when it was more than one. */
  found = $state.raw<Waiting[]>([]);
  chosen = $state.raw<Waiting | null>(null);
  status = $state.raw<PendingStatus | null>(null);
  /** When the six digits die, on the scale of `performance.now()`. */
  digitsUntil = $state(0);
  /** The account of a picture that was just added, while others are left. */
  added = $state<string | null>(null);

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
      this.place = 'ask';
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
    if (before !== 'which') this.#dropWaiting();
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
    return this.#read(async () => [await this.#backend.logInFromThisDevice(this.address)]);
  }

  readImage(image: string): Promise<void> {
    return this.#read(() => this.#backend.readImage(image));
  }

  readText(text: string): Promise<void> {
    return this.#read(async () => [await this.#backend.readText(text)]);
  }

  readClipboard(): Promise<void> {
    return this.#read(() => this.#backend.readClipboard());
  }

  enterSetupCode(): Promise<void> {
    const { address, user, code } = this.setupCode;
    return this.#read(async () => [await this.#backend.enterSetupCode(address, user, code)]);
  }

  enterSetupKey(): Promise<void> {
    const { service, user, key } = this.setupKey;
    return this.#read(async () => [await this.#backend.enterSetupKey(service, user, key, { ...this.options })]);
  }

  /** Scans; only now is the camera asked for. */
  async scan(): Promise<void> {
    const turn = (this.#scan += 1);
    this.failure = null;
    try {
      const view = await this.#backend.scanWithCamera();
      if (turn !== this.#scan) this.#drop(view ? [view] : []);
      else if (view) this.#take([view]);
      else this.back();
    } catch (thrown) {
      if (turn === this.#scan) this.failure = toFailure(thrown);
    }
  }

  choose(view: Waiting): void {
    this.chosen = view;
    this.go('ask');
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
    if (this.chosen) this.#drop([this.chosen]);
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

  async #read(read: () => Promise<PendingView[]>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    const from = this.place;
    try {
      const views = await read();
      if (this.place === from) this.#take(views);
      else this.#drop(views);
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.busy = false;
    }
  }

  #take(views: PendingView[]): void {
    if (!views.every(waits)) {
      this.#drop(views.filter(waits));
      this.close();
      return;
    }
    const [first] = views;
    if (!first) return;
    this.added = null;
    this.found = views.length > 1 ? views : [];
    this.chosen = views.length > 1 ? null : first;
    this.go(views.length > 1 ? 'which' : 'ask');
  }

  #reach(status: PendingStatus): void {
    if (status.step === 'asking') return;
    this.status = status;
    if (this.place !== 'under-way') this.go('under-way');
    if (status.step === 'confirm_digits') this.digitsUntil = performance.now() + status.leftMs;
    if (status.step !== 'done') return;
    if (this.chosen?.kind === 'code_account') this.#addedOne(status.service);
    else if (status.showBackupCodes) this.#told.onbackupcodes?.(status.accountId);
  }

  /** The others of the picture wait; without others it is over. */
  #addedOne(service: string): void {
    this.#told.onadded(service);
    const others = this.found.filter((view) => view !== this.chosen);
    if (others.length === 0) {
      this.#told.onclose();
      return;
    }
    this.status = null;
    this.chosen = null;
    this.found = others;
    this.added = service;
    this.#trail = this.#trail.filter((place) => place !== 'which' && place !== 'ask');
    this.#show('which');
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
    const others = this.found.filter((view) => view !== this.chosen);
    this.#drop(this.chosen && this.status === null ? [...others, this.chosen] : others);
    this.found = [];
    this.chosen = null;
  }

  #drop(views: PendingView[]): void {
    for (const { pendingId } of views) void this.#backend.cancelPending(pendingId).catch(() => undefined);
  }
}

/** What the server of an account says of it, asked when somebody looks at the account. */
import { type AccountDetails, type Backend, type Failure, toFailure } from '../../backend';

/** So long what stands below waits for the server, so that nothing of it moves when the answer comes. */
const WAITS_MS = 500;

export class Details {
  found = $state.raw<AccountDetails | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** What stands below is not shown yet. */
  waits = $state(true);
  /** The answer came after what stands below, and is shown when somebody wants it: it would push that away. */
  held = $state(false);

  #backend: Backend;
  /** What servers told before, so that the next look needs not wait. */
  #known: Map<string, AccountDetails>;
  #id: string | null = null;

  constructor(backend: Backend, known: Map<string, AccountDetails>) {
    this.#backend = backend;
    this.#known = known;
  }

  /** Asks for an account, or again for the same. Its answer ends that. */
  look(id: string): () => void {
    if (id !== this.#id) this.#begin(id);
    const patience = setTimeout(() => (this.waits = false), WAITS_MS);
    let stale = false;
    const answered = () => {
      clearTimeout(patience);
      this.waits = false;
    };
    this.#backend.accountDetails(id).then(
      (found) => {
        this.#known.set(id, found);
        if (stale) return;
        // What somebody has to know now is shown at once.
        const isUrgent = found.frozenAt !== null || found.resetAt !== null;
        this.held = !isUrgent && this.#isLate();
        this.found = found;
        this.failure = null;
        answered();
      },
      (thrown: unknown) => {
        if (stale) return;
        this.held = this.#isLate();
        this.failure = toFailure(thrown);
        answered();
      },
    );
    return () => {
      stale = true;
      clearTimeout(patience);
    };
  }

  /** Shows what was held back. */
  show(): void {
    this.held = false;
  }

  #begin(id: string): void {
    this.#id = id;
    this.found = this.#known.get(id) ?? null;
    this.failure = null;
    this.held = false;
    this.waits = this.found === null;
  }

  #isLate(): boolean {
    return this.held || (!this.waits && this.found === null && this.failure === null);
  }
}

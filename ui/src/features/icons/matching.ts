/**
 * Which service of the app's own set a name means. Names are compared as a whole, never by a part: a wrong brand on an
 * account is worse than a letter. Two names are the same if they differ in capitals, accents, spaces, punctuation, or
 * in what companies put behind their names. A domain is one that is listed, or that with a word for signing in before
 * it, such as `accounts.`.
 */

/** One service, as `ui/services.config.ts` gathers it. */
export interface Service {
  /** Its name at Simple Icons. */
  name: string;
  /** Its name for people. */
  title: string;
  /** How it is drawn, on a square of 24. */
  path: string;
  /** Other names, and domains. */
  others: string[];
}

const COMPANY = /[\s,]+(inc|incorporated|llc|ltd|limited|gmbh|corp|corporation)\.?$/u;
const DOOR = /^(?:www|accounts?|app|auth|console|dashboard|id|login|my|secure|signin|sso)\./;
/** What somebody wrote behind the name: `GitHub (work)`. */
const ASIDE = /\s*\([^()]*\)$/u;
const DOMAIN = /^(?:[a-z]+:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d+)?(?:\/.*)?$/;

export class Services {
  readonly all: readonly Service[];
  readonly #byWord = new Map<string, Service>();
  readonly #byDomain = new Map<string, Service>();

  constructor(all: readonly Service[]) {
    this.all = all;
    for (const service of all) {
      for (const word of [service.name, ...namesOf(service)]) this.#byWord.set(bare(word), service);
      for (const domain of [service.title, ...service.others].map(domainOf)) if (domain) this.#byDomain.set(domain, service);
    }
  }

  /** The service that a name means, if it is one of these. */
  find(name: string): Service | null {
    const text = plain(name).replace(ASIDE, '');
    const whole = this.#byWord.get(bare(text)) ?? this.#byWord.get(bare(text.replace(COMPANY, '')));
    return whole ?? this.#ofDomain(domainOf(text));
  }

  /** The service that another app's name of an icon means: `github`, `GitHub.png`. */
  ofIcon(name: string): Service | null {
    return this.#byWord.get(bare(plain(name).replace(/\.(png|svg|webp|jpe?g)$/, ''))) ?? null;
  }

  /** Those whose names have what is typed, those that begin with it first. */
  search(typed: string): readonly Service[] {
    const wanted = bare(typed);
    if (wanted === '') return this.all;
    const begins = (service: Service) => namesOf(service).some((name) => name.startsWith(wanted));
    const hits = this.all.filter((service) => namesOf(service).some((name) => name.includes(wanted)));
    return [...hits.filter(begins), ...hits.filter((service) => !begins(service))];
  }

  #ofDomain(domain: string | null): Service | null {
    if (domain === null) return null;
    return this.#byDomain.get(domain) ?? this.#byDomain.get(domain.replace(DOOR, '')) ?? null;
  }
}

/** A domain is no name: `x.com` does not mean XCOM. */
function namesOf({ title, others }: Service) {
  return [title, ...others.filter((other) => domainOf(other) === null)].map(bare);
}

function plain(text: string) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** Letters and figures of any script: what only looks like a letter of another one stays another letter. */
function bare(text: string) {
  return plain(text).replace(/[^\p{L}\p{N}]/gu, '');
}

function domainOf(text: string) {
  const [, domain] = DOMAIN.exec(plain(text)) ?? [];
  return domain ?? null;
}

// Makes the pages livelier; each of them works without it.
document.documentElement.classList.add('script');

/** The reader's own locale, if it speaks the page's language. */
const page = document.documentElement.lang;
const language = navigator.languages.find((each) => each.split('-')[0] === page) ?? page;

/** How long a look at the server may take. */
const LOOK_MS = 8000;

/** @param {string} selector */
const all = (selector) => [...document.querySelectorAll(selector)];

/** @param {string} id */
const byId = (id) => document.getElementById(id);

/** Says a point in time in the reader's own words and zone. @param {Date} at @param {boolean} dayOnly */
function inWords(at, dayOnly) {
  const now = new Date();
  const isToday = at.toDateString() === now.toDateString();
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(at);
  if (isToday && !dayOnly) {
    return `${new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(0, 'day')}, ${time}`;
  }
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { day: 'numeric', month: 'long' };
  if (at.getFullYear() !== now.getFullYear()) parts.year = 'numeric';
  const day = new Intl.DateTimeFormat(language, parts).format(at);
  return dayOnly ? day : `${day}, ${time}`;
}

/** What runs out: elements whose `datetime` is a duration (`PT98S`) and whose text names it. */
const began = performance.now();
const durations = all('time').flatMap((time) => {
  const seconds = /^PT(\d+)S$/.exec(time.getAttribute('datetime') ?? '')?.[1];
  if (seconds !== undefined) return [{ time, seconds: Number(seconds) }];
  const at = new Date(time.getAttribute('datetime') ?? '');
  if (!Number.isNaN(at.getTime())) {
    // Paper is read on other days.
    const onPaper = time.closest('.sheet-only') !== null;
    time.textContent = onPaper
      ? new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(at)
      : inWords(at, time.classList.contains('day'));
    if (time instanceof HTMLElement) time.title = at.toLocaleString(language);
  }
  return [];
});
const line = document.querySelector('progress');
const lineStart = line?.value ?? 0;

function tick() {
  const gone = (performance.now() - began) / 1000;
  for (const { time, seconds } of durations) {
    const left = Math.max(0, Math.ceil(seconds - gone));
    const shown = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    time.textContent = (time.textContent ?? '').replace(/\d+:\d\d|\d+/, (old) => (old.includes(':') ? shown : `${left}`));
    const button = time.closest('button');
    if (left === 0 && button) {
      button.disabled = false;
      time.remove();
      button.querySelector('span')?.removeAttribute('hidden');
    }
  }
  if (line) line.value = Math.max(0, lineStart - gone);
}
if (durations.length > 0 || line) setInterval(tick, 250);

// Setup and invitation links keep their token in the fragment, which is in no log.
function takeToken() {
  const token = byId('token');
  if (!(token instanceof HTMLInputElement)) return;
  if (location.hash.length > 1) {
    token.value = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
  }
  const isKnown = token.value !== '' && !token.hasAttribute('aria-invalid');
  byId('token-field')?.toggleAttribute('hidden', isKnown);
}
takeToken();
addEventListener('hashchange', takeToken);

// An enrollment link carries its code the same way, on to the app.
const toApp = byId('open-app');
if (toApp instanceof HTMLAnchorElement) toApp.href += location.hash.replace('#', '&');

// A wrong code is kept, and typed over.
const wrong = document.querySelector('.input-code[aria-invalid]');
if (wrong instanceof HTMLInputElement) wrong.select();

byId('print')?.addEventListener('click', () => print());
for (const copy of all('button.copy')) {
  copy.addEventListener('click', async () => {
    const source = byId(copy.getAttribute('aria-controls') ?? '');
    const parts = source && source.children.length > 0 ? [...source.children] : [source];
    await navigator.clipboard.writeText(parts.map((part) => part?.textContent?.trim() ?? '').join('\n'));
    const [before, after] = copy.querySelectorAll('span');
    before?.setAttribute('hidden', '');
    after?.removeAttribute('hidden');
  });
}

// The box outlives a reload of the waiting page.
const complete = byId('complete');
const trust = complete?.querySelector('input[name=trust]');
if (trust instanceof HTMLInputElement) {
  trust.checked ||= sessionStorage.getItem('trust') === 'yes';
  trust.addEventListener('change', () => sessionStorage.setItem('trust', trust.checked ? 'yes' : 'no'));
}
function goOn() {
  sessionStorage.removeItem('trust');
  if (complete instanceof HTMLFormElement) complete.submit();
}

const state = document.querySelector('meta[name=state]')?.getAttribute('content');
const events = byId('events');
const stateLink = byId('state');
/** This page by its own address, which a form's reply does not have. */
const again = () => location.replace(document.querySelector('link[rel=canonical]')?.getAttribute('href') ?? location.href);
if (state && events instanceof HTMLLinkElement && stateLink instanceof HTMLLinkElement) {
  follow(events.href, stateLink.href, state);
} else if (byId('continue')) {
  goOn();
}

/**
 * Asks where things stand whenever the server says that something changed, and goes on when it did.
 * @param {string} stream @param {string} address @param {string} before
 */
function follow(stream, address, before) {
  let busy = false;
  let asked = false;
  // A page that goes on must not be called back: the reply that it waits for brings its session.
  let leaves = false;
  /** @param {() => void} go */
  const leave = (go) => {
    leaves = true;
    source.close();
    clearInterval(timer);
    go();
  };
  const look = async () => {
    if (leaves) return;
    // What changes while an answer is on its way is asked for right after it.
    asked = busy;
    if (busy) return;
    busy = true;
    try {
      // A page that slept may have left a request behind that nobody answers any more.
      const signal = AbortSignal.timeout(LOOK_MS);
      const reply = await fetch(address, { headers: { accept: 'application/json' }, redirect: 'manual', signal });
      /** @type {{ state: string, question?: string } | null} */
      const now = reply.ok ? await reply.json() : null;
      if (leaves) return;
      // The sign-in or the session is gone: this page's own address knows where to go.
      if (now === null) return leave(again);
      if ([now.state, now.question].filter(Boolean).join(' ') === before) return;
      leave(now.state === 'approved' ? goOn : again);
    } catch {
      // The network is away or the server restarts: the next look finds out.
    } finally {
      busy = false;
      if (asked) void look();
    }
  };
  const source = new EventSource(stream);
  // What changed before the stream was there is no event of it.
  source.addEventListener('open', () => void look());
  source.addEventListener('changed', () => void look());
  // A phone sleeps while its person is in the app; the stream may be gone when the page is back.
  for (const back of ['visibilitychange', 'pageshow', 'online']) addEventListener(back, () => void look());
  // Whoever presses a button is on the way already: what that changes is not news.
  addEventListener('submit', (event) => {
    if (!event.defaultPrevented) leave(() => {});
  });
  // A lost event costs seconds, never the answer; and time runs out without one.
  const timer = setInterval(() => void look(), 3000);
}

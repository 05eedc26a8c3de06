/** Times as people say them, in the window's language. `now` is a parameter everywhere. */
import type { Locale } from './paraglide/runtime.js';

/** What stands around days and times in a sentence; `Intl` does not know it. */
interface Joints {
  /** `on Sunday`. */
  weekday: (name: string) => string;
  /** `on 3 March`; `day` is the day of the month. */
  date: (words: string, day: number) => string;
  /** `today at 09:14`; `hour` is that of the clock. */
  time: (day: string, time: string, hour: number) => string;
}

const english: Joints = {
  weekday: (name) => `on ${name}`,
  date: (words) => `on ${words}`,
  time: (day, time) => `${day} at ${time}`,
};

const joints: Record<Locale, Joints> = {
  de: {
    weekday: (name) => `am ${name}`,
    date: (words) => `am ${words}`,
    time: (day, time) => `${day} um ${time} Uhr`,
  },
  en: english,
  es: {
    weekday: (name) => `el ${name}`,
    date: (words) => `el ${words}`,
    time: (day, time, hour) => `${day} ${hour === 1 ? 'a la' : 'a las'} ${time}`,
  },
  fr: {
    weekday: (name) => name,
    date: (words) => `le ${words}`,
    time: (day, time) => `${day} à ${time}`,
  },
  it: {
    weekday: (name) => name,
    // “otto” and “undici” begin with a vowel.
    date: (words, day) => (day === 8 || day === 11 ? `l’${words}` : `il ${words}`),
    time: (day, time, hour) => `${day} ${hour === 1 ? `all’${time}` : `alle ${time}`}`,
  },
};

function jointsOf(locale: string): Joints {
  return Object.entries(joints).find(([each]) => each === locale)?.[1] ?? english;
}

/** `1:44` for a time left. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `12 seconds ago`, `2 minutes ago`. */
export function ago(seconds: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const passed = Math.max(0, Math.floor(seconds));
  if (passed < 60) return words.format(-passed, 'second');
  if (passed < 3600) return words.format(-Math.floor(passed / 60), 'minute');
  return words.format(-Math.floor(passed / 3600), 'hour');
}

const DAY = 86_400;

/** When something was, seen from today: `today`, `yesterday`, `on Sunday`, `on 3 March`. Seconds since 1970. */
export function dayOf(at: number, now: number, locale: string): string {
  const then = new Date(at * 1000);
  const days = Math.round((midnight(new Date(now * 1000)) - midnight(then)) / 1000 / DAY);
  if (days <= 0) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'day');
  if (days === 1) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-1, 'day');
  if (days < 7) return jointsOf(locale).weekday(new Intl.DateTimeFormat(locale, { weekday: 'long' }).format(then));
  return jointsOf(locale).date(date(at, now, locale), then.getDate());
}

/** When something was, with the time of day while that still tells something: `today at 09:14`, `on 3 March`. */
export function moment(at: number, now: number, locale: string): string {
  const day = dayOf(at, now, locale);
  if (now - at > 2 * DAY) return day;
  const time = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { hour: '2-digit', minute: '2-digit' });
  const then = new Date(at * 1000);
  return jointsOf(locale).time(day, time.format(then), then.getHours());
}

/** When something was, for a record: `24 November 2026 at 09:14`. */
export function exact(at: number, locale: string): string {
  const region = locale === 'en' ? 'en-GB' : locale;
  return new Intl.DateTimeFormat(region, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(at * 1000));
}

/** `3 March`, with the year if it is another one. */
export function date(at: number, now: number, locale: string): string {
  const then = new Date(at * 1000);
  const sameYear = then.getFullYear() === new Date(now * 1000).getFullYear();
  const region = locale === 'en' ? 'en-GB' : locale;
  return new Intl.DateTimeFormat(region, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(then);
}

/** `about 40 seconds`, `7 minutes`: how far a clock is off, or how long to wait. */
export function length(seconds: number, locale: string): string {
  const total = Math.round(Math.abs(seconds));
  const say = (value: number, unit: 'second' | 'minute' | 'hour' | 'day') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  if (total < 120) return say(total, 'second');
  if (total < 7200) return say(Math.round(total / 60), 'minute');
  if (total < 2 * DAY) return say(Math.round(total / 3600), 'hour');
  return say(Math.round(total / DAY), 'day');
}

function midnight(day: Date): number {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}

/** The facts of a question in the order in which people check them, each with what is not like usual about it. */
import type { QuestionView } from '../../backend';
import { hostOf } from '../../i18n/errors';
import { m } from '../../i18n/paraglide/messages.js';
import { ago, dayOf, moment as momentOf } from '../../i18n/times';

export interface Fact {
  name: string;
  value: string;
  /** Why this is not like usual. */
  odd?: string;
  /** Smaller, below. */
  note?: string;
}

/** When it is: seconds since the sign-in began (nothing where nobody can know), seconds since 1970, and the language to say it in. */
export interface Moment {
  startedAgoSeconds: number | null;
  wallSeconds: number;
  locale: string;
}

/** What the facts are made of; a question of the past has it, too. */
export type Known = Pick<
  QuestionView,
  'browser' | 'system' | 'ip' | 'place' | 'usualPlace' | 'browserKnown' | 'browserLastAt' | 'unusual' | 'startedAt' | 'page' | 'origin'
>;

/** Browser, place, started, page. What the question does not carry is left out. */
export function facts(question: Known, moment: Moment): Fact[] {
  return [
    browser(question, moment),
    place(question),
    { name: m.fact_started(), value: started(question, moment) },
    { name: m.fact_page(), value: question.page ?? hostOf(question.origin) },
  ];
}

/** Whether two or more facts are not like usual, so that a band says so. */
export function isStrange(all: Fact[]): boolean {
  return all.filter(({ odd }) => odd !== undefined).length > 1;
}

/** `Firefox on Linux`, as far as it is known. */
export function browserName({ browser, system }: Pick<QuestionView, 'browser' | 'system'>): string {
  const named = browser || m.fact_browser_unnamed();
  return system ? m.fact_browser_on({ browser: named, system }) : named;
}

/** `About Lausanne, CH`, or the address alone. */
export function placeName({ place, ip }: Pick<QuestionView, 'place' | 'ip'>): string {
  return place ? m.fact_place_about({ place }) : ip;
}

/** The same inside a sentence. */
export function placeInside(question: Pick<QuestionView, 'place' | 'ip'>, locale: string): string {
  const name = placeName(question);
  return name.charAt(0).toLocaleLowerCase(locale) + name.slice(1);
}

function started({ startedAt }: Known, { startedAgoSeconds, wallSeconds, locale }: Moment): string {
  if (startedAgoSeconds !== null) return ago(startedAgoSeconds, locale);
  return m.fact_started_by_server({ when: momentOf(startedAt, wallSeconds, locale) });
}

function browser(question: Known, { wallSeconds, locale }: Moment): Fact {
  const fact = { name: m.fact_browser(), value: browserName(question) };
  if (question.unusual.includes('browser') || question.unusual.includes('system')) {
    return { ...fact, odd: question.browserKnown ? m.fact_browser_other() : m.fact_browser_new() };
  }
  if (!question.browserKnown) return { ...fact, note: m.fact_browser_not_trusted() };
  if (question.browserLastAt === null) return { ...fact, note: m.fact_browser_trusted() };
  return { ...fact, note: m.fact_browser_used({ when: dayOf(question.browserLastAt, wallSeconds, locale) }) };
}

function place({ place, usualPlace, ip, unusual }: Known): Fact {
  const isOdd = unusual.includes('place') || unusual.includes('ip');
  if (!place) return { name: m.fact_address(), value: ip, ...(isOdd ? { odd: m.fact_place_other() } : {}) };
  const fact = { name: m.fact_place(), value: m.fact_place_about({ place }) };
  if (!isOdd) return { ...fact, note: ip };
  return {
    ...fact,
    odd: usualPlace ? m.fact_place_usual({ place: usualPlace }) : m.fact_place_other(),
    note: m.fact_place_vpn({ ip }),
  };
}

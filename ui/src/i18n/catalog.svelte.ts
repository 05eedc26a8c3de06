/**
 * The messages of the language that is spoken. Each language is loaded when it is first wanted: what the start can show
 * before anything is shown, the rest when there is time or when a view asks for it. `m` is what all of the UI reads.
 */
import { catalogs } from 'virtual:catalogs';

import { untrack } from 'svelte';

import type { Locale } from './paraglide/runtime.js';

export type Message = (inputs?: Record<string, unknown>) => string;
export type Catalog = Readonly<Record<string, Message>>;
interface Words { start: Catalog; rest?: Catalog }

let current: Locale = 'en';
let isWhole = false;
let words: Words | null = null;
/** Grows when words are others than they were. */
let turn = $state(0);
let isMissed = false;

const loaded: Partial<Record<Locale, Words>> = {};

/** Whether this language can be spoken at once. */
export function isLoaded(locale: Locale): boolean {
  const catalog = loaded[locale];
  return catalog !== undefined && (!isWhole || catalog.rest !== undefined);
}

export async function load(locale: Locale): Promise<void> {
  const { start, rest } = catalogs[locale];
  const [first, others] = await Promise.all([loaded[locale]?.start ?? start(), isWhole ? rest() : undefined]);
  loaded[locale] = { start: first, rest: others ?? loaded[locale]?.rest };
}

/** Speaks a language that is loaded. */
export function use(locale: Locale): void {
  if (locale !== current || words === null || isMissed) turn = untrack(() => turn) + 1;
  current = locale;
  isMissed = false;
  words = loaded[locale] ?? null;
}

/** Loads what the start did not need, for this language and for each that comes after it. */
export async function loadRest(): Promise<void> {
  isWhole = true;
  const wanted = current;
  if (loaded[wanted]?.rest) return;
  await load(wanted);
  if (wanted === current) use(wanted);
}

function say(key: string, inputs?: Record<string, unknown>): string {
  void turn;
  const message = words?.start[key] ?? words?.rest?.[key];
  if (message) return message(inputs);
  // A view that came before its words: they follow.
  isMissed = true;
  void loadRest();
  return '';
}

const messages: Record<string, Message> = {};

function messageOf(key: string): Message {
  return (messages[key] ??= (inputs) => say(key, inputs));
}

/** Each message by its name. `ui/catalogs.config.ts` gives it to whoever imports Paraglide's messages. */
export const m: Catalog = new Proxy<Record<string, Message>>({}, { get: (_, key) => messageOf(String(key)) });

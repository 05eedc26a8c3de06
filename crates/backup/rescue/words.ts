// What the page says, in the languages that it knows.
import type { Failure } from './open.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { it } from './words/it.ts';

export interface Words {
  title: string;
  intro: string;
  file: string;
  key: string;
  keyHint: string;
  showKey: string;
  open: string;
  opening: string;
  offline: string;
  noFile: string;
  noKey: string;
  notABackup: string;
  failures: Record<Failure, string>;
  opened: (count: number) => string;
  copy: string;
  copied: string;
  next: string;
  secondsLeft: (seconds: number) => string;
  counter: (value: string) => string;
  setupKey: string;
  note: string;
  linked: (origin: string) => string;
  noCodes: string;
  cannotShow: string;
}

const all: Record<string, Words> = { de, en, es, fr, it };
const [asked = ''] = navigator.language.toLowerCase().split('-');

/** The browser's language, if the page knows it. */
export const language = Object.hasOwn(all, asked) ? asked : 'en';
export const words = all[language] ?? en;

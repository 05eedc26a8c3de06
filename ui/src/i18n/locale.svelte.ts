/** Which language the window speaks: the person's choice, else the system's, else English. */
import { isLocale, type Locale, overwriteGetLocale } from './paraglide/runtime.js';

export const languages: readonly { locale: Locale; name: string }[] = [
  { locale: 'de', name: 'Deutsch' },
  { locale: 'en', name: 'English' },
  { locale: 'es', name: 'Español' },
  { locale: 'fr', name: 'Français' },
  { locale: 'it', name: 'Italiano' },
];

let current = $state<Locale>('en');
overwriteGetLocale(() => current);

/** The language now. Messages that were read in a template follow it. */
export function locale(): Locale {
  return current;
}

/** Speaks the chosen language, or that of a BCP 47 tag. */
export function speak(chosen: string | null, system: string): void {
  const tag = (chosen ?? system).toLowerCase().split(/[-_]/)[0] ?? '';
  current = isLocale(tag) ? tag : 'en';
  if (typeof document !== 'undefined') document.documentElement.lang = current;
}

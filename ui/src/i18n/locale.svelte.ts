/** Which language the window speaks: the person's choice, else the system's, else English. */
import { isLoaded, load, use } from './catalog.svelte';
import { localeOf } from './choice';
import type { Locale } from './paraglide/runtime.js';

export const languages: readonly { locale: Locale; name: string }[] = [
  { locale: 'de', name: 'Deutsch' },
  { locale: 'en', name: 'English' },
  { locale: 'es', name: 'Español' },
  { locale: 'fr', name: 'Français' },
  { locale: 'it', name: 'Italiano' },
];

let current = $state<Locale>('en');
let wanted: Locale = 'en';

/** The language now. Messages that were read in a template follow it. */
export function locale(): Locale {
  return current;
}

/** Speaks the chosen language, or that of a BCP 47 tag: at once if it is loaded, else as soon as it is. */
export async function speak(chosen: string | null, system: string): Promise<void> {
  const next = localeOf(chosen, system);
  wanted = next;
  if (!isLoaded(next)) await load(next);
  if (wanted !== next) return;
  current = next;
  use(next);
  if (typeof document !== 'undefined') document.documentElement.lang = next;
}

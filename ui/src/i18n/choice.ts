/** Which of our languages a window speaks. The first script asks it too, so nothing is drawn with it. */
import { catalogs } from 'virtual:catalogs';

import type { Locale } from './paraglide/runtime.js';

/** Under this name the web view keeps the language that the person chose. */
export const LANGUAGE = 'language';

/** The chosen language, else that of a BCP 47 tag, else English. */
export function localeOf(chosen: string | null, system: string): Locale {
  const tag = (chosen ?? system).toLowerCase().split(/[-_]/)[0] ?? '';
  return isLocale(tag) ? tag : 'en';
}

/** Whether a language of ours is called like this. */
function isLocale(tag: string): tag is Locale {
  return Object.hasOwn(catalogs, tag);
}

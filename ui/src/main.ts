/**
 * The first script. It is small, so that the shell is asked and the words are fetched while the window's own, ten
 * times as long, is still being read.
 */
import { catalogs } from 'virtual:catalogs';

import { headStart } from './head-start';
import { LANGUAGE, localeOf } from './i18n/choice';
import { shell } from './shell';

const backend = headStart(shell);
// Whoever speaks them asks again, and hears why they did not come.
void catalogs[localeOf(localStorage.getItem(LANGUAGE), navigator.language)].start().catch(() => undefined);
// Not awaited here: what the window imports of this script would wait for its end, and this script for the window.
void import('./window').then(({ open }) => open(backend));

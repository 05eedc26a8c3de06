/** For the unit tests: every word of every language is there, so that speaking another one takes no time. */
import { load, loadRest } from '../src/i18n/catalog.svelte';
import { languages, speak } from '../src/i18n/locale.svelte';

await speak('en', 'en');
await loadRest();
for (const { locale } of languages) await load(locale);

// `npm run check:ui`: the messages are whole in every language and all in use, and the types hold without a warning.
import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { compile } from '@inlang/paraglide-js';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'ui/src');
process.chdir(root);

const {
  module: { messages: options },
} = await runnerImport(join(root, 'ui/messages.config.ts'), { logLevel: 'error' });
await compile(options);

const wrong = await wrongMessages();
for (const line of wrong) console.error(line);

const check = spawnSync('npx', ['--no-install', 'svelte-check', '--fail-on-warnings', '--output', 'human'], {
  stdio: 'inherit',
});
process.exitCode = wrong.length > 0 || check.status !== 0 ? 1 : 0;

/** What is wrong with the messages, one line each. */
async function wrongMessages() {
  const { baseLocale, locales } = JSON.parse(await readFile(join(source, 'i18n/project.inlang/settings.json'), 'utf8'));
  const read = async (locale) => {
    const { $schema: _schema, ...all } = JSON.parse(await readFile(join(source, `i18n/messages/${locale}.json`), 'utf8'));
    return new Map(Object.entries(all));
  };
  const base = await read(baseLocale);
  const found = [];
  for (const locale of locales) {
    // Of two that are named alike, one would be shown in the place of the other.
    const keys = (await readFile(join(source, `i18n/messages/${locale}.json`), 'utf8')).matchAll(/^ {2}"(\w+)":/gm);
    const seen = new Set();
    for (const [, key] of keys) if (seen.size === seen.add(key).size) found.push(`“${key}” stands twice in ${locale}.json`);
  }
  for (const locale of locales.filter((each) => each !== baseLocale)) {
    const other = await read(locale);
    for (const [key, message] of base) {
      const [here, there] = [parameters(message), parameters(other.get(key) ?? '')];
      if (!other.has(key)) found.push(`${locale}.json has no “${key}”`);
      else if (here !== there) found.push(`“${key}” takes {${here}} in ${baseLocale}.json and {${there}} in ${locale}.json`);
    }
    for (const [key, message] of other) {
      if (isSentence(message) && message === base.get(key)) found.push(`“${key}” is the same in ${locale}.json and ${baseLocale}.json`);
    }
    for (const key of other.keys()) if (!base.has(key)) found.push(`${baseLocale}.json has no “${key}”, ${locale}.json has`);
  }
  for (const locale of locales) {
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
    for (const [key, message] of await read(locale)) {
      for (const form of pluralCategories) if (!has(message, form)) found.push(`“${key}” has no form for “${form}” in ${locale}.json`);
      if (texts(message).some((text) => text.trim() === '' || /['"]/.test(text))) found.push(`“${key}” in ${locale}.json is empty, or has a typewriter’s marks`);
    }
  }
  const used = await usedMessages();
  for (const key of base.keys()) if (!used.has(key)) found.push(`nothing in ui/src uses the message “${key}”`);
  return found;
}

/** What a message says, in all of its variants. */
function texts(message) {
  return typeof message === 'string' ? [message] : message.flatMap(({ match }) => Object.values(match));
}

/** Whether a message with a number says something for this form of the plural. */
function has(message, form) {
  return typeof message === 'string' || message.every(({ match }) => `plural=${form}` in match || 'plural=*' in match);
}

/** Whether it has enough words to differ from language to language. */
function isSentence(message) {
  return typeof message === 'string' && message.replace(/\{\w+\}/g, '').split(/\s+/).filter((word) => word.length > 3).length > 2;
}

/** The names that a message, or any of its variants, puts in. */
function parameters(message) {
  const names = texts(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  return [...new Set(names)].sort().join(', ');
}

async function usedMessages() {
  const files = await readdir(source, { recursive: true });
  const used = new Set();
  for (const file of files) {
    if (!/\.(svelte|ts)$/.test(file) || file.endsWith('.test.ts') || file.includes('paraglide')) continue;
    const text = await readFile(join(source, file), 'utf8');
    for (const [, key] of text.matchAll(/\bm\.(\w+)/g)) used.add(key);
  }
  return used;
}

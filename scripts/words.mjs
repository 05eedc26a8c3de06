// The deny list: words that the interface does not say, and that public names do not use.
// An exception names the message or file and the reason.
import { readFile } from 'node:fs/promises';
import { root } from './setup/cargo.mjs';
import { output, Stop } from './setup/terminal.mjs';

/** Plain words only: what happened, then what to do (design: voice). */
const MESSAGES = [
  [/\bplease\b/i, 'say it without “please”'],
  [/\boops\b/i, 'say what happened'],
  [/\bsuccessful(ly)?\b/i, 'say what is true now'],
  [/!/, 'no exclamation marks'],
  [/\b(push|token|TOTP|HOTP|OTP|2FA|MFA)\b/, 'no jargon: code, request, two-step verification'],
  [/\b(log ?out|log ?off|login)\b/i, 'sign in, sign out'],
  [/\b(invalid|illegal)\b/i, 'say what is wrong with it'],
  [/\bs['’]il vous plaît\b/i, 'sans « s’il vous plaît »'],
  [/\bveuillez\b/i, 'dites ce qu’il faut faire'],
  [/\b(jeton|notification push)\b/i, 'pas de jargon'],
  [/\b(bitte|leider|erfolgreich)\b/i, 'sagen, was ist und was zu tun ist'],
  [/\b(por favor|con éxito)\b|¡/i, 'decir qué pasa y qué hacer'],
  [/\b(per favore|si prega|con successo)\b/i, 'dire che cosa succede e che cosa fare'],
];
/** `file:key` of a message → why it may. */
const MESSAGE_EXCEPTIONS = new Map([]);

/** Names say what a thing is (docs/conventions.md, rules 4 and 28). */
const NAMES = [
  [/\b(?:struct|enum|trait|type|class|interface)\s+\w*(Manager|Service|Processor|Helper|Util)\b/, 'name the thing'],
  [/\bfn\s+\w*(log_?in|log_?out|login|logout)\w*\b/, 'sign in, sign out'],
  [/\b(?:struct|enum|fn|type)\s+\w*(?:[Rr]egistration|[Oo]nboarding)\w*/, 'enrollment'],
];
/** A name → why it may. */
const NAME_EXCEPTIONS = new Map([
  ['log_in_from_this_device', 'the button’s own words, fixed by the product'],
  ['fn login(', 'the cookie `__Host-login`, fixed by the protocol'],
  ['fn set_login(', 'the cookie `__Host-login`, fixed by the protocol'],
  ['fn clear_login(', 'the cookie `__Host-login`, fixed by the protocol'],
]);
const PLACES = /(^|\/)(utils?|helpers?|common|misc)(\.\w+$|\/)/;

/** Refuses with every place that uses a word from the list. */
export async function words() {
  const files = (await output('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })).split('\n');
  const found = [];
  for (const file of files) {
    if (PLACES.test(file) && !file.startsWith('gen/')) found.push(`${file}: a name that says nothing`);
    if (/^(ui\/.*messages\/.*\.json|server\/locales\/.*\.ftl)$/.test(file)) found.push(...(await inMessages(file)));
    if (/^(src-tauri|crates|server)\/.*\.rs$/.test(file)) found.push(...(await inNames(file)));
  }
  if (found.length > 0) throw new Stop(`words that the house does not use:\n  ${found.join('\n  ')}`);
}

async function inMessages(file) {
  const text = await read(file);
  const messages = file.endsWith('.json') ? flat(JSON.parse(text)) : fluent(text);
  return messages
    .filter(([key]) => key !== '$schema' && !MESSAGE_EXCEPTIONS.has(`${file}:${key}`))
    .flatMap(([key, message]) =>
      MESSAGES.filter(([word]) => word.test(message)).map(([, advice]) => `${file}: ${key}: ${advice}: ${message}`),
    );
}

async function inNames(file) {
  const lines = (await read(file)).split('\n');
  return lines.flatMap((line, index) =>
    NAMES.filter(([word]) => word.test(line) && ![...NAME_EXCEPTIONS.keys()].some((name) => line.includes(name))).map(
      ([, advice]) => `${file}:${index + 1}: ${advice}: ${line.trim()}`,
    ),
  );
}

function flat(value, key = '') {
  if (typeof value === 'string') return [[key, value]];
  return Object.entries(value).flatMap(([name, inner]) => flat(inner, key ? `${key}.${name}` : name));
}

function fluent(text) {
  const messages = [];
  for (const line of text.split('\n')) {
    const start = /^([a-z][\w-]*)\s*=\s*(.*)$/.exec(line);
    if (start) messages.push([start[1], start[2]]);
    else if (/^\s+\S/.test(line) && messages.length > 0) messages.at(-1)[1] += `\n${line.trim()}`;
  }
  // Placeables are code, not words.
  return messages.map(([key, message]) => [key, message.replaceAll(/\{[^}]*\}/g, '')]);
}

const read = (file) => readFile(new URL(file, root), 'utf8').catch(() => '');

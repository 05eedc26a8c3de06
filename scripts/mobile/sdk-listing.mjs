// Compares our declarations of Android with a listing that NativeScript makes from the SDK's own android.jar: each
// member that is declared exists there with the same parameters, answer, nullability, value and deprecation, and none
// of its overloads is left out. The listing knows one kind of number, and does not tell what is never null from what
// nobody has said anything about.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { output, Stop } from '../setup/terminal.mjs';

const NUMBERS = new Set(['byte', 'short', 'int', 'long', 'float', 'double']);
const OF_EACH_OBJECT = new Set(['notify', 'toString']);
const STRINGS = new Set(['char', 'java.lang.String', 'java.lang.CharSequence']);

/** What the SDK has: each type with its fields and methods, and since which version of Android. */
export async function readSdk(packages) {
  return read(await readFile(join(packages, '@nativescript', 'types-android', 'lib', 'android', 'android-platform-37.d.ts'), 'utf8'));
}

/** What is declared of Android. `classes` holds the compiled declarations. */
export async function readDeclared(java, classes) {
  const declared = await output(java, [join(import.meta.dirname, 'ListApi.java'), classes]);
  if (declared === null) throw new Stop('the compiled declarations cannot be listed');
  return declared.split('\n').map((line) => line.split('\t')).filter(([type]) => /^(android|org\.json)\./.test(type));
}

/** Refuses with each member that is not as the SDK has it. */
export function compareWithSdk(members, sdk) {
  const wrong = [...members.flatMap((member) => unlike(member, sdk)), ...leftOut(members, sdk)];
  if (wrong.length > 0) {
    throw new Stop(`these declarations are not as the Android SDK has them:\n  ${[...new Set(wrong)].join('\n  ')}`);
  }
}

/** The version of Android that first had a declared method; 0 for those of old. */
export function sinceWhen([type, , name, binding, parameters], sdk) {
  const known = sdk.get(type);
  const same = known?.methods.find(
    (each) => each.name === name && each.isStatic === (binding === 'static') && isLike(listOf(parameters), each.parameters),
  );
  return Math.max(known?.since ?? 0, same?.since ?? 0);
}

function unlike([type, kind, name, ...rest], sdk) {
  const known = sdk.get(type);
  if (!known) return [`${type}: there is no such type`];
  if (kind === 'field') return unlikeField(type, name, rest[0], known);
  const [binding, parameters, answer, mark] = rest;
  const overloads = known.methods.filter((each) => each.name === name && each.isStatic === (binding === 'static'));
  const wanted = listOf(parameters);
  const same = overloads.filter((each) => isLike(wanted, each.parameters) && (name === 'constructor' || isLike([answer], [each.answer])));
  if (same.length === 0) {
    const there = overloads.map((each) => `(${each.parameters.join(', ')}): ${each.answer}`).join(' and ');
    return [`${type}.${name}(${wanted.join(', ')})${answer && `: ${answer}`}: there is ${there || 'nothing'}`];
  }
  const isDeprecated = mark === 'deprecated';
  if (same.every((each) => each.isDeprecated !== isDeprecated)) {
    return [`${type}.${name}(${wanted.join(', ')}): ${isDeprecated ? 'is not' : 'is'} deprecated`];
  }
  return [];
}

function unlikeField(type, name, value, known) {
  const there = known.fields.get(name);
  if (there === undefined) return [`${type}.${name}: there is no such field`];
  const constant = /^"(.*)"$|^(-?\d+)$/.exec(there);
  const wanted = constant && (constant[1] ?? constant[2]);
  return wanted && value && wanted !== value ? [`${type}.${name}: is ${there}`] : [];
}

/** An overload that is missing here could make a call clear that is not. */
function leftOut(members, sdk) {
  const methods = members.filter(([, kind, name]) => kind === 'method' && name !== 'constructor');
  return methods.filter(([, , name]) => !OF_EACH_OBJECT.has(name)).flatMap(([type, , name]) => {
    // The listing repeats what a type has from another one, which is where it is declared here.
    const ours = methods.filter(([, , each]) => each === name).map(([, , , , parameters]) => listOf(parameters));
    return (sdk.get(type)?.methods ?? [])
      .filter((each) => each.name === name && !ours.some((parameters) => isLike(parameters, each.parameters)))
      .map((each) => `${type}.${name}(${each.parameters.join(', ')}): is not declared`);
  });
}

const listOf = (parameters) => (parameters === '' ? [] : parameters.split(','));

const isLike = (ours, theirs) => ours.length === theirs.length && ours.every((type, place) => isSame(type, theirs[place]));

function isSame(ours, theirs) {
  // What the listing leaves out, and what has no type before somebody chooses one.
  if (/^(any|[A-Z])(\[\])?$/.test(theirs)) return true;
  const isNullable = ours.endsWith('?');
  if (isNullable !== theirs.endsWith('?')) return false;
  return named(ours.replace('?', '')) === theirs.replace('?', '');
}

function named(type) {
  if (type.endsWith('[]')) return `${named(type.slice(0, -2))}[]`;
  if (NUMBERS.has(type)) return 'number';
  if (STRINGS.has(type)) return 'string';
  return type === 'java.lang.Object' ? 'any' : type;
}

function read(text) {
  const types = new Map();
  let within = [];
  // What a comment says of the line that follows it.
  let said = '';
  for (const line of text.split('\n')) {
    if (/^\t*(\/\*\*| \*)/.test(line)) {
      said += line;
      continue;
    }
    const depth = /^\t*/.exec(line)[0].length;
    const opened = /^\t*(?:export |declare )?(?:abstract )?(module|class|interface) ([\w$]+)[^;]*\{\s*$/.exec(line);
    if (opened) within = [...within.filter((each) => each.depth < depth), { depth, name: opened[2] }];
    const name = within.map((each) => each.name).join('.');
    const type = types.get(name);
    if (opened && opened[1] !== 'module' && !type) types.set(name, { depth, fields: new Map(), methods: [], since: version(said) });
    if (!opened && type && depth === type.depth + 1) take(type, line.trim(), said);
    said = '';
  }
  return types;
}

const version = (said) => Number(/@since (\d+)/.exec(said)?.[1] ?? 0);

function take(type, line, said) {
  const member = /^public (static )?([\w$]+)(\(.*\))?(?:: (.*))?;$/.exec(line);
  if (!member) return;
  const [, isStatic, name, parameters, answer] = member;
  if (parameters === undefined) type.fields.set(name, answer);
  else {
    type.methods.push({
      name,
      isStatic: !!isStatic,
      parameters: parts(parameters.slice(1, -1)).map((each) => plain(each.replace(/^[\w$]+\??: /, ''))),
      answer: plain(answer ?? ''),
      isDeprecated: said.includes('@deprecated'),
      since: version(said),
    });
  }
}

/** Splits at the commas that stand in no brackets. */
function parts(text) {
  const found = [];
  let depth = 0;
  let part = '';
  for (const letter of text) {
    if (letter === '<') depth += 1;
    if (letter === '>') depth -= 1;
    if (letter === ',' && depth === 0) {
      found.push(part.trim());
      part = '';
    } else part += letter;
  }
  return part.trim() === '' ? found : [...found, part.trim()];
}

/** A type without its arguments; `?` for one that may be null. */
function plain(type) {
  if (type.endsWith(' | null')) return `${plain(type.slice(0, -7))}?`;
  const array = /^androidNative\.Array<(.*)>$/.exec(type);
  return array ? `${plain(array[1])}[]` : type.replace(/<.*>$/, '');
}

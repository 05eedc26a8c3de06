// Which version of Android the Kotlin needs: whoever calls what an older one than `minSdk` has not asks in the same
// file for that version or a newer one. Where it asks is for a reviewer to look at, and for Android's lint.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { output, Stop } from '../setup/terminal.mjs';
import { setting } from './android-project.mjs';
import { sinceWhen } from './sdk-listing.mjs';

/** Refuses with each call that no version is asked for. `classes` holds the compiled Kotlin. */
export async function checkVersions(javap, classes, app, members, sdk) {
  const oldest = Number(setting(app, 'minSdk'));
  const versions = await namedVersions();
  const files = (await readdir(classes, { recursive: true })).filter((name) => name.endsWith('.class')).map((name) => join(classes, name));
  const printed = await output(javap, ['-p', '-c', ...files]);
  if (printed === null) throw new Stop('the compiled Kotlin cannot be read');
  const wrong = printed.split(/^Compiled from /m).slice(1).flatMap((type) => {
    const source = app.sources.find(({ file }) => basename(file) === /^"(.*)"/.exec(type)[1]);
    const asked = [...source.text.matchAll(/VERSION_CODES\.(\w+)/g)].map(([, name]) => versions.get(name) ?? 0);
    return calls(type)
      .map((call) => ({ call, since: since(call, members, sdk) }))
      .filter((each) => each.since > oldest && !asked.some((version) => version >= each.since))
      .map((each) => `${basename(source.file)} calls ${each.call.name} of Android API ${each.since}, and asks for no such version`);
  });
  if (wrong.length > 0) throw new Stop(`app/build.gradle.kts wants to run from API ${oldest} on:\n  ${[...new Set(wrong)].join('\n  ')}`);
}

/** `R` is 30, and so on, as it is declared. */
async function namedVersions() {
  const declared = await readFile(join(import.meta.dirname, 'android-api', 'system.txt'), 'utf8');
  const [, codes] = /class VERSION_CODES \{([^}]*)\}/.exec(declared);
  return new Map([...codes.matchAll(/int (\w+) = (\d+);/g)].map(([, name, number]) => [name, Number(number)]));
}

function calls(type) {
  return [...type.matchAll(/\/\/ (?:Interface)?Method (?:([\w/$]+)\.)?("<init>"|[\w$]+):\(([^)]*)\)/g)].map(([, owner, name, parameters]) => ({
    owner: owner?.replaceAll(/[/$]/g, '.'),
    name: name === '"<init>"' ? 'constructor' : name,
    parameters: typesOf(parameters),
  }));
}

/** A method may be called by the name of a heir: the oldest of all that look alike counts. */
function since(call, members, sdk) {
  const same = members.filter(([type, kind, name, , parameters]) =>
    kind === 'method' && name === call.name && parameters.replaceAll('?', '') === call.parameters
    && (name !== 'constructor' || type === call.owner));
  return same.length === 0 ? 0 : Math.min(...same.map((member) => sinceWhen(member, sdk)));
}

const PRIMITIVES = new Map(Object.entries({ B: 'byte', C: 'char', D: 'double', F: 'float', I: 'int', J: 'long', S: 'short', Z: 'boolean' }));

/** The parameters of a class file's descriptor, as ListApi writes them. */
function typesOf(descriptor) {
  return [...descriptor.matchAll(/(\[*)(?:L([^;]+);|([BCDFIJSZ]))/g)]
    .map(([, arrays, name, primitive]) => `${name?.replaceAll(/[/$]/g, '.') ?? PRIMITIVES.get(primitive)}${'[]'.repeat(arrays.length)}`)
    .join(',');
}

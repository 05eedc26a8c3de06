// Makes Java of the declarations in android-api/*.txt: they say what there is, never what it does. Each public type
// goes into a file of its own, as Java wants it, and each method gets a body that throws.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const BODY = '{ throw new UnsupportedOperationException("a declaration"); }';
const TYPE = /^(?:@\S+\s+)*(?:(?:public|protected|abstract|static|final)\s+)*(class|interface|@interface|enum)\s+(\w+)/;

/** Writes the Java sources of all declarations in `folder` under `into`; answers their paths. */
export async function writeDeclarations(folder, into) {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.txt')).sort();
  const types = (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8').then(split)))).flat();
  const packages = [...new Set([...types.map((type) => type.package), 'java.io', 'java.util.concurrent'])];
  const imports = packages.map((name) => `import ${name}.*;\n`).join('');
  const paths = [];
  for (const { package: owner, name, lines } of types) {
    const directory = join(into, ...owner.split('.'));
    const path = join(directory, `${name}.java`);
    await mkdir(directory, { recursive: true });
    await writeFile(path, `package ${owner};\n\n${imports}\n${withBodies(lines).join('\n')}\n`);
    paths.push(path);
  }
  return paths;
}

/** The top-level types of one file, each with its package. */
function split(text) {
  const types = [];
  let owner;
  let lines = [];
  for (const line of text.split('\n')) {
    const named = /^package ([\w.]+);$/.exec(line);
    if (named) owner = named[1];
    if (named || line.startsWith('//') || line === '') continue;
    lines.push(line);
    const found = TYPE.exec(line);
    if (found && !line.startsWith(' ')) types.push({ package: owner, name: found[2], lines });
    if (/^}|^\S.*}$/.test(line)) lines = [];
  }
  return types;
}

/** A method has a body unless it is abstract: by its word, or by standing in an interface. */
function withBodies(lines) {
  const within = [];
  return lines.flatMap((line) => {
    const trimmed = line.trim();
    if (trimmed.endsWith('{')) within.push(opened(trimmed));
    if (trimmed === '}') return [...hiddenConstructor(within.pop()), line];
    const around = within.at(-1);
    if (around && new RegExp(`\\b${around.name}\\(`).test(trimmed)) around.isMade = true;
    const isMethod = /^[^=]*\)(?:\s*throws [\w., ]+)?;$/.test(trimmed);
    const isInInterface = /interface/.test(around?.kind ?? '') && !/\b(default|static)\b/.test(trimmed);
    return [isMethod && !isInInterface && !/\babstract\b/.test(trimmed) ? line.replace(/;$/, ` ${BODY}`) : line];
  });
}

function opened(line) {
  const [, kind, name] = TYPE.exec(line) ?? [];
  return { kind, name, isMade: false };
}

/** A class without a public constructor has none here, either. */
function hiddenConstructor({ kind, name, isMade }) {
  return kind === 'class' && !isMade ? [`${name}() ${BODY}`] : [];
}

// What gen/android says in several places at once: the manifest, the resources, the build files, the rules of R8, and
// the names by which Kotlin and Rust find each other.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { output, Stop } from '../setup/terminal.mjs';

const COMPONENTS = new Set(['activity', 'service', 'receiver', 'provider']);

/** Reads the project in `folder` (gen/android/app) with the JDK's parser of XML. */
export async function readProject(java, folder, rust) {
  const main = join(folder, 'src', 'main');
  const names = (await readdir(join(folder, 'src'), { recursive: true })).map((name) => join(folder, 'src', name));
  const xml = names.filter((name) => name.endsWith('.xml'));
  const elements = await readXml(java, xml);
  const sources = await texts(names.filter((name) => name.startsWith(join(main, 'java')) && name.endsWith('.kt')));
  return {
    folder,
    elements,
    manifest: elements.filter((each) => each.file === join(main, 'AndroidManifest.xml')),
    resources: resources(join(main, 'res'), names, elements),
    gradle: await readFile(join(folder, 'build.gradle.kts'), 'utf8'),
    rules: await readFile(join(folder, 'proguard-rules.pro'), 'utf8'),
    sources,
    rust: await texts((await readdir(rust, { recursive: true })).filter((name) => name.endsWith('.rs')).map((name) => join(rust, name))),
  };
}

/** Refuses with everything that does not fit. */
export function checkProject(project) {
  const wrong = [
    ...namesOfClasses(project), ...exported(project), ...placeholders(project), ...references(project),
    ...translations(project), ...keptClasses(project), ...calledByRust(project),
  ];
  if (wrong.length > 0) throw new Stop(`gen/android does not agree with itself:\n  ${wrong.join('\n  ')}`);
}

/** A value of app/build.gradle.kts. */
export function setting(project, name) {
  const found = new RegExp(`^\\s*${name} = "?([\\w.]+)"?$`, 'm').exec(project.gradle);
  if (!found) throw new Stop(`app/build.gradle.kts does not say ${name}`);
  return found[1];
}

/** The class R, as the build makes it of what stands in res for any language. */
export function classOfResources(project) {
  const found = project.resources.filter((each) => each.isDefault);
  const inner = [...new Set(found.map((each) => each.type))].map((type) => {
    const names = new Set(found.filter((each) => each.type === type).map((each) => each.name.replaceAll('.', '_')));
    return `  public static final class ${type} { public static int ${[...names].join(', ')}; }\n`;
  });
  return `package ${setting(project, 'namespace')};\n\npublic final class R {\n${inner.join('')}}\n`;
}

async function readXml(java, files) {
  const printed = await output(java, [join(import.meta.dirname, 'ReadXml.java'), ...files]);
  if (printed === null) throw new Stop('the XML files cannot be read');
  const lines = printed.split('\n').map((line) => line.split('\t'));
  const broken = lines.filter(([, depth]) => depth === 'broken').map(([file, , error]) => `${file}:${error}`);
  if (broken.length > 0) throw new Stop(`these files are no XML:\n  ${broken.join('\n  ')}`);
  return lines.map(([file, depth, name, ...rest]) => ({
    file,
    depth: Number(depth),
    name,
    attributes: new Map(rest.flatMap((each, place) => (place % 2 === 0 ? [[each, rest[place + 1]]] : []))),
  }));
}

async function texts(files) {
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
}

/** Each resource once for each folder that has it. */
function resources(folder, names, elements) {
  const found = names.filter((name) => name.startsWith(`${folder}/`)).flatMap((name) => {
    const [directory, file] = relative(folder, name).split('/');
    if (!file) return [];
    const [type, ...qualifiers] = directory.split('-');
    if (type !== 'values') return [{ type, name: file.replace(/\..*$/, ''), isDefault: true, qualifiers }];
    return elements.filter((each) => each.file === name && each.depth === 1).map((each) => ({
      type: each.name,
      name: each.attributes.get('name'),
      isTranslatable: each.attributes.get('translatable') !== 'false',
      isDefault: qualifiers.length === 0,
      qualifiers,
    }));
  });
  return found;
}

function components({ manifest }) {
  return manifest.filter((each) => COMPONENTS.has(each.name));
}

function namesOfClasses(project) {
  const namespace = setting(project, 'namespace');
  const own = [...components(project), ...project.manifest.filter((each) => each.name === 'application')]
    .map((each) => each.attributes.get('android:name'))
    .filter((name) => name && (name.startsWith('.') || name.startsWith(`${namespace}.`)));
  const missing = own.map((name) => name.replace(`${namespace}.`, '.').slice(1)).filter((name) => !hasClass(project, name));
  const strange = project.sources.filter(({ text }) => !text.startsWith(`package ${namespace}\n`));
  return [
    ...missing.map((name) => `the manifest names ${name}, which no file of Kotlin has`),
    ...strange.map(({ file }) => `${relative(project.folder, file)} is not in the package ${namespace}`),
  ];
}

const hasClass = ({ sources }, name) => sources.some(({ text }) => new RegExp(`\\b(class|object) ${name}\\b`).test(text));

function exported(project) {
  return components(project)
    .filter((each) => !each.attributes.has('android:exported'))
    .map((each) => `the manifest does not say whether ${each.attributes.get('android:name')} is exported`);
}

function placeholders(project) {
  const used = project.manifest.flatMap((each) => [...each.attributes.values()]).flatMap((value) => [...value.matchAll(/\$\{(\w+)\}/g)]);
  return [...new Set(used.map(([, name]) => name))]
    .filter((name) => name !== 'applicationId' && !project.gradle.includes(`manifestPlaceholders["${name}"]`))
    .map((name) => `the manifest uses ${name}, which app/build.gradle.kts does not give`);
}

function references(project) {
  return project.elements.flatMap((element) =>
    [...element.attributes.values()]
      .map((value) => /^@(\w+)\/([\w.]+)$/.exec(value))
      .filter((found) => found && !project.resources.some((each) => each.isDefault && each.type === found[1] && each.name === found[2]))
      .map(([whole]) => `${relative(project.folder, element.file)} uses ${whole}, which res has not for every language`),
  );
}

/** Each language has each sentence; a system of another language shows the English one. */
function translations(project) {
  const strings = project.resources.filter((each) => each.type === 'string');
  const wanted = strings.filter((each) => each.isDefault && each.isTranslatable).map((each) => each.name);
  const others = strings.filter((each) => !each.isDefault);
  return [...new Set(others.map((each) => each.qualifiers.join('-')))].flatMap((language) => {
    const has = new Set(others.filter((each) => each.qualifiers.join('-') === language).map((each) => each.name));
    return [
      ...wanted.filter((name) => !has.has(name)).map((name) => `values-${language} has no ${name}`),
      ...[...has].filter((name) => !wanted.includes(name)).map((name) => `values-${language} has ${name}, which nothing asks for`),
    ];
  });
}

function keptClasses(project) {
  const namespace = setting(project, 'namespace').replaceAll('.', '\\.');
  return [...project.rules.matchAll(new RegExp(`\\b${namespace}\\.(\\w+)`, 'g'))]
    .filter(([, name]) => !hasClass(project, name))
    .map(([, name]) => `proguard-rules.pro keeps ${name}, which no file of Kotlin has`);
}

/** Functions that Kotlin leaves to Rust, and plugins that Rust loads by name. */
function calledByRust(project) {
  const namespace = setting(project, 'namespace');
  const rust = project.rust.map(({ text }) => text).join('\n');
  const offered = new Set([...rust.matchAll(new RegExp(`fn (Java_${namespace.replaceAll('.', '_')}_\\w+)`, 'g'))].map(([, name]) => name));
  const wanted = new Set(project.sources.flatMap(({ text }) => {
    const type = /^(?:abstract |open )?class (\w+)/m.exec(text)?.[1];
    return [...text.matchAll(/external fun (\w+)/g)].map(([, name]) => `Java_${namespace.replaceAll('.', '_')}_${type}_${name}`);
  }));
  const plugins = [...rust.matchAll(/register_android_plugin\("([\w.]+)", "(\w+)"\)/g)].filter(([, owner]) => owner === namespace);
  return [
    ...[...wanted].filter((name) => !offered.has(name)).map((name) => `Kotlin calls ${name}, which Rust has not`),
    ...[...offered].filter((name) => !wanted.has(name)).map((name) => `Rust has ${name}, which Kotlin does not call`),
    ...plugins
      .filter(([, , name]) => !project.sources.some(({ text }) => new RegExp(`@TauriPlugin\\nclass ${name}\\(`).test(text)))
      .map(([, , name]) => `Rust loads the plugin ${name}, which Kotlin has not`),
  ];
}

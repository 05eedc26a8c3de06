// Compiles the app's Kotlin for Android without any SDK: `npm run check:mobile -- kotlin`.
//
// The compiler is the real one, of the version in gen/android/build.gradle.kts. Tauri's and wry's own Kotlin is theirs,
// from the crates that Cargo.lock names. Android itself is not there: android-api/ declares what is used of it, and of
// androidx, Jackson and UnifiedPush. The declarations of Android are compared with a listing of the SDK; those of the
// libraries are compared with nothing.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, targetDirectory } from '../setup/cargo.mjs';
import { systemPackages } from '../setup/system.mjs';
import { main, output, run, say, step, Stop } from '../setup/terminal.mjs';
import { checkVersions } from './android-versions.mjs';
import { checkProject, classOfResources, readProject, setting } from './android-project.mjs';
import { writeDeclarations } from './declarations.mjs';
import { compareWithSdk, readDeclared, readSdk } from './sdk-listing.mjs';

const here = import.meta.dirname;
const project = fileURLToPath(root);
const android = join(project, 'gen', 'android');
const JAVA_8 = ['-proc:none', '--release', '8', '-Xlint:-options', '-nowarn', '-XDsuppressNotes'];
/** Of Tauri's Kotlin what ours leans on; the rest of it are plugins of its own. */
const OF_TAURI = ['annotation/', 'plugin/', 'FsUtils.kt', 'JniMethod.kt', 'Logger.kt', 'PermissionHelper.kt', 'PermissionState.kt'];
/** Of wry's Kotlin what an activity leans on. */
const OF_WRY = ['Logger.kt', 'Rust.kt', 'RustWebView.kt', 'WryActivity.kt'];

await main(async () => {
  await java();
  const tools = join(await targetDirectory(), 'tools', 'kotlin');
  const packages = await fetchCompiler(tools);
  const app = await readProject('java', join(android, 'app'), join(project, 'src-tauri', 'src'));
  await step('Manifest, resources and names', () => checkProject(app));
  await step('Kotlin for Android', async () => {
    await versions(packages, app);
    const built = await emptied(join(tools, 'built'));
    const [declared, libraries] = [join(built, 'declared'), join(built, 'libraries')];
    await declare(app, built, declared);
    const [members, sdk] = [await readDeclared('java', declared), await readSdk(packages)];
    compareWithSdk(members, sdk);
    say(`  ${members.length} members of Android are declared as the SDK has them`);
    const kotlinc = compiler(packages);
    // What is not ours is compiled to be there, and may warn.
    await kotlinc([declared], libraries, ['-nowarn', ...(await sourcesOfLibraries(app, built))]);
    await kotlinc([declared, libraries], join(built, 'app'), ['-Werror', '-Wextra', ...app.sources.map(({ file }) => file)]);
    await checkVersions('javap', join(built, 'app'), app, members, sdk);
  });
  say('  The declarations are ours (scripts/mobile/android-api): they stand in for the SDK, and only a build with it is proof.');
});

async function java() {
  const isThere = async () => (await output('javac', ['-version'])) !== null;
  if (await isThere()) return;
  await systemPackages(['default-jdk-headless']);
  if (!(await isThere())) throw new Stop('The Kotlin is compiled with a JDK of version 11 or later, and there is no javac.');
}

/** Once, and anew when the versions change. */
async function fetchCompiler(folder) {
  const lock = await readFile(join(here, 'kotlin', 'package-lock.json'), 'utf8');
  const stamp = join(folder, 'fetched-lock.json');
  const packages = join(folder, 'node_modules');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === lock) return packages;
  await step('Fetch the Kotlin compiler into target/tools, once (80 MB)', async () => {
    await mkdir(folder, { recursive: true });
    await cp(join(here, 'kotlin'), folder, { recursive: true });
    const mend = 'Without a network the Kotlin cannot be checked: the compiler comes by npm.';
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--omit-lockfile-registry-resolved'];
    await run('npm', ['ci', ...options], { cwd: folder, mend });
    await writeFile(stamp, lock);
  });
  return packages;
}

/** What is fetched must be what a build would take. */
async function versions(packages, app) {
  const gradle = await readFile(join(android, 'build.gradle.kts'), 'utf8');
  const wanted = /kotlin-gradle-plugin:([\w.-]+)/.exec(gradle)?.[1];
  const { version } = JSON.parse(await readFile(join(packages, 'kotlin-compiler', 'package.json'), 'utf8'));
  if (wanted !== version) throw new Stop(`gen/android/build.gradle.kts wants Kotlin ${wanted}, scripts/mobile/kotlin/package.json fetches ${version}.`);
  const sdk = setting(app, 'compileSdk');
  if (sdk !== '37') throw new Stop(`app/build.gradle.kts compiles against Android ${sdk}, the listing in sdk-listing.mjs is of 37.`);
}

async function emptied(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

/** The declarations, and the classes that a build makes of its own. */
async function declare(app, built, into) {
  const sources = join(built, 'declarations');
  const files = await writeDeclarations(join(here, 'android-api'), sources);
  const namespace = setting(app, 'namespace');
  const made = [[namespace, 'R', classOfResources(app)], ...[namespace, 'app.tauri'].map((owner) => [owner, 'BuildConfig', buildConfig(owner)])];
  for (const [owner, name, text] of made) {
    const folder = join(sources, ...owner.split('.'));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.java`), text);
    files.push(join(folder, `${name}.java`));
  }
  await run('javac', [...JAVA_8, '-d', into, ...files], { quiet: true });
}

function buildConfig(owner) {
  return `package ${owner};\n\npublic final class BuildConfig {\n  public static final boolean DEBUG = Boolean.parseBoolean("true");\n}\n`;
}

/** The libraries' own Kotlin: as it is, or as their builds write it. */
async function sourcesOfLibraries(app, built) {
  const crates = await foldersOf(['tauri', 'wry']);
  const written = await emptied(join(built, 'written'));
  const fill = async (from, file) => {
    const text = (await readFile(join(from, file), 'utf8'))
      .replaceAll('{{package}}', setting(app, 'namespace'))
      .replaceAll('{{library}}', 'countersign_app_lib')
      .replaceAll(/\{\{class-(extension|init)\}\}/g, '');
    await writeFile(join(written, file), text);
  };
  for (const file of OF_WRY) await fill(join(crates.wry, 'src', 'android', 'kotlin'), file);
  await fill(join(crates.tauri, 'mobile', 'android-codegen'), 'TauriActivity.kt');
  const tauri = join(crates.tauri, 'mobile', 'android', 'src', 'main', 'java', 'app', 'tauri');
  return [join(here, 'android-api'), written, ...OF_TAURI.map((name) => join(tauri, name))];
}

/** Where Cargo keeps the sources of these crates. */
async function foldersOf(names) {
  const text = await output('cargo', ['metadata', '--format-version', '1'], { cwd: root });
  if (!text) throw new Stop('cargo metadata failed. Run `cargo metadata` to see why.');
  const { packages } = JSON.parse(text);
  return Object.fromEntries(names.map((name) => {
    const found = packages.filter((each) => each.name === name);
    if (found.length !== 1) throw new Stop(`there are ${found.length} crates ${name}, and one is wanted.`);
    return [name, join(found[0].manifest_path, '..')];
  }));
}

/** The compiler as Gradle calls it: for Java 8, whose classes are what Android 8 has of Java. */
function compiler(packages) {
  const home = join(packages, 'kotlin-compiler');
  const jars = ['kotlin-compiler', 'kotlin-stdlib', 'kotlin-script-runtime', 'kotlin-reflect', 'kotlin-daemon-client', 'annotations-13.0', 'kotlinx-coroutines-core-jvm'];
  const start = ['-Xmx1g', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', jars.map((name) => join(home, 'lib', `${name}.jar`)).join(':')];
  return async (classes, into, rest) => {
    const always = ['-kotlin-home', home, '-no-reflect', '-Xjdk-release=8', '-jvm-target', '1.8', '-cp', classes.join(':'), '-d', into];
    await run('java', [...start, 'org.jetbrains.kotlin.cli.jvm.K2JVMCompiler', ...always, ...rest]).catch((error) => {
      // Its own words are above; the command is as long as a page.
      throw error instanceof Stop ? new Stop('The Kotlin does not compile, or warns.') : error;
    });
  };
}

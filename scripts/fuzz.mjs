// `npm run fuzz`: every fuzz target for ten minutes, led by what it covers. `npm run fuzz -- 1 vault any_words` gives
// one minute to those whose crate or name has one of the words. `cargo test` runs the same targets, bounded.
import { createWriteStream } from 'node:fs';
import { access, mkdir, readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cargoEnv, root, targetDirectory } from './setup/cargo.mjs';
import { toolchains } from './setup/toolchain.mjs';
import { bold, main, output, run, say, step, Stop } from './setup/terminal.mjs';

// What libFuzzer wants to know of the program that it leads.
const COVERED = [
  '--cfg fuzzing -Cpasses=sancov-module --cfg fuzzing_libfuzzer',
  ...['inline-8bit-counters', 'level=4', 'pc-table', 'trace-compares', 'stack-depth'].map(
    (what) => `-Cllvm-args=-sanitizer-coverage-${what}`,
  ),
  // Cargo links the server's own program beside its tests. It is never run, and has no libFuzzer to count for.
  '-Clink-arg=-Wl,--unresolved-symbols=ignore-all',
].join(' ');
/** An input that takes longer is a finding. */
const SECONDS_AN_INPUT = 60;
const SERVER = 'server';

await main(async () => {
  const [first, ...others] = process.argv.slice(2);
  const minutes = Number(first ?? 10);
  const words = Number.isNaN(minutes) ? [first, ...others] : others;
  await toolchains();
  const wanted = (await targets()).filter(
    ({ crate, name }) => words.length === 0 || words.some((word) => `${crate} ${name}`.includes(word)),
  );
  if (wanted.length === 0) throw new Stop(`No fuzz target has ${words.join(' or ')} in its crate or name.`);
  const seconds = Math.round((Number.isNaN(minutes) ? 10 : minutes) * 60);
  const findings = [];
  await step(`Fuzz ${wanted.length} targets, ${seconds} s each`, () => {
    const next = async () => {
      for (let target = wanted.shift(); target; target = wanted.shift()) {
        if (!(await fuzz(target, seconds))) findings.push(target);
      }
    };
    return Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, next));
  });
  if (findings.length > 0) {
    const names = findings.map(({ crate, name }) => `${crate} ${name}`).join(', ');
    throw new Stop(`Found: ${names}.\nWhat breaks a target lies in its corpus (tests/__fuzz__), and fails in cargo test until it is mended.`);
  }
});

/** The folder of a crate. */
function place(crate) {
  return crate === SERVER ? SERVER : `crates/${crate}`;
}

/** All targets, built: each test of a crate's `tests/fuzz.rs`. */
async function targets() {
  const folders = await readdir(new URL('crates/', root));
  const has = (crate) => access(new URL(`${place(crate)}/tests/fuzz.rs`, root)).then(() => true, () => false);
  const crates = [];
  for (const crate of [...folders, SERVER].sort()) if (await has(crate)) crates.push(crate);
  const host = /^host: (.+)$/m.exec(await output('rustc', ['-vV']))?.[1];
  const build = ['test', '--profile', 'fuzz', '--target', host, '--test', 'fuzz', '--no-run'];
  build.push(...crates.flatMap((crate) => ['-p', `countersign-${crate}`]));
  const env = { ...cargoEnv, RUSTFLAGS: COVERED, BOLERO_FUZZER: 'libfuzzer' };
  await step('Build the fuzz targets', () => run('cargo', build, { cwd: root, env }));
  const told = await output('cargo', [...build, '--message-format', 'json'], { cwd: root, env: { ...process.env, ...env } });
  const programs = (told ?? '').split('\n').map((line) => JSON.parse(line)).filter(({ executable }) => executable);
  const found = [];
  for (const { executable, manifest_path: manifest } of programs) {
    const folder = join(manifest, '..');
    const crate = crates.find((each) => folder.endsWith(join(...place(each).split('/'))));
    const listed = await output(executable, ['--list', '--format', 'terse'], { cwd: folder });
    for (const [, name] of (listed ?? '').matchAll(/^(\S+): test$/gm)) found.push({ crate, name, executable, folder });
  }
  return found;
}

/** Fuzzes one target; whether nothing was found. */
async function fuzz({ crate, name, executable, folder }, seconds) {
  const work = join(await targetDirectory(), 'fuzz', crate, name);
  const corpus = join(work, 'corpus');
  const kept = fileURLToPath(new URL(`${place(crate)}/tests/__fuzz__/${name}/corpus`, root));
  for (const each of [corpus, kept]) await mkdir(each, { recursive: true });
  const args = [corpus, kept, `-artifact_prefix=${kept}/`, `-max_total_time=${seconds}`, '-print_final_stats=1'];
  args.push(`-timeout=${SECONDS_AN_INPUT}`, `-report_slow_units=${SECONDS_AN_INPUT}`);
  const log = createWriteStream(join(work, 'log'));
  const child = spawn(executable, [name, '--exact', '--nocapture', '--quiet', '--test-threads', '1'], {
    cwd: folder,
    env: { ...process.env, BOLERO_TEST_NAME: name, BOLERO_LIBTEST_HARNESS: '1', BOLERO_LIBFUZZER_ARGS: args.join(' ') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    stream.on('data', (part) => (text = `${text}${part}`.slice(-20_000)));
  }
  const code = await new Promise((resolve) => child.on('close', resolve));
  log.end();
  const inputs = /number_of_executed_units:\s*(\d+)/.exec(text)?.[1] ?? /Done (\d+) runs/.exec(text)?.[1] ?? '?';
  const covered = [...text.matchAll(/cov: (\d+)/g)].at(-1)?.[1] ?? '?';
  const isClean = code === 0;
  say(`  ${bold(isClean ? 'clean' : 'FOUND')}  ${crate} ${name}: ${inputs} inputs, ${covered} edges${isClean ? '' : ` (${join(work, 'log')})`}`);
  return isClean;
}

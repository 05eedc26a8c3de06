// A wall clock that is wrong for one program, as on a device that nobody has set.
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './processes.mjs';

let library;

/** The environment that puts a program's wall clock this many seconds off. */
export async function wrongClock(seconds) {
  library ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-clock-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'wrong-clock.so');
    const source = fileURLToPath(new URL('wrong-clock.c', import.meta.url));
    const compiler = start('cc', ['-shared', '-fPIC', '-O1', '-o', file, source, '-ldl']);
    if ((await compiler.end) !== 0) throw new Error(compiler.text);
    return file;
  })();
  return { LD_PRELOAD: await library, WRONG_CLOCK_OFFSET: String(seconds) };
}

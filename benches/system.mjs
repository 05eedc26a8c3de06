// What Linux tells about programs that run: their processes, what these have worked and the memory they take; and the
// middle of some measurements.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/** All processes, as far as they may be read. */
export function processes() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
}

/** The processes in whose environment the app's data are there. */
export function processesOf(folder) {
  return processes().filter((pid) => read(pid, 'environ').split('\0').includes(`COUNTERSIGN_DATA_DIR=${folder}`));
}

/** The processes of a program. */
export function processesRunning(binary) {
  return processes().filter((pid) => programOf(pid) === binary);
}

/** A process and all that it has started, and these in turn. */
export function family(first) {
  const parents = new Map(processes().map((pid) => [pid, Number(stat(pid)[1])]));
  const isOf = (pid) => {
    for (let each = pid; each > 1; each = parents.get(each) ?? 0) if (each === first) return true;
    return false;
  };
  return [...parents.keys()].filter(isOf);
}

/** Its name, as Linux cuts it off. */
export function nameOf(pid) {
  return read(pid, 'comm').trim();
}

/** For how many milliseconds a process has worked, threads that have ended among it. */
export function worked(pid) {
  const fields = stat(pid);
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_A_SECOND || 0;
}

/** When a process began, in milliseconds since 1970. */
export function began(pid) {
  const boot = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))[1]);
  return (boot + Number(stat(pid)[19]) / TICKS_A_SECOND) * 1000;
}

/** The proportional set size of a process in bytes: of what is shared, its share. */
export function memory(pid) {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(read(pid, 'smaps_rollup'))?.[1] ?? 0) * 1024;
}

export function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[numbers.length >> 1];
}

function programOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return null;
  }
}

/** What stands behind the name, which may have brackets of its own. */
function stat(pid) {
  const line = read(pid, 'stat');
  return line.slice(line.lastIndexOf(')') + 2).split(' ');
}

/** Nothing, where the process has ended meanwhile. */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

// Which port is free, and who has one that is not.
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { output } from './terminal.mjs';

/** Whether a program could listen on this port of this machine, by both names of it. */
export async function isFree(port) {
  for (const host of ['127.0.0.1', '::1']) {
    const free = await new Promise((resolve) => {
      const server = createServer();
      // A machine without IPv6 has nobody there.
      server.on('error', (error) => resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'));
      server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
    });
    if (!free) return false;
  }
  return true;
}

/** The first free port from this one on. */
export async function firstFree(port) {
  let candidate = port;
  while (!(await isFree(candidate))) candidate += 1;
  return candidate;
}

/** The program that listens on a port, as people know it: `name (process 123)`; null where nobody can tell. */
export async function listener(port) {
  if (process.platform === 'linux') return onLinux(port);
  const told = await output('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  const pid = /^p(\d+)$/m.exec(told ?? '')?.[1];
  return pid ? `${/^c(.+)$/m.exec(told)?.[1] ?? 'a program'} (process ${pid})` : null;
}

async function onLinux(port) {
  const wanted = new RegExp(`:${port.toString(16).toUpperCase().padStart(4, '0')} [0-9A-F]+:0000 0A(?: +\\S+){5} +(\\d+)`);
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'utf8').catch(() => '')));
  const inode = tables.map((table) => wanted.exec(table)?.[1]).find(Boolean);
  if (!inode) return null;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const handles = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const handle of handles) {
      const target = await readlink(`/proc/${pid}/fd/${handle}`).catch(() => '');
      if (target !== `socket:[${inode}]`) continue;
      return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (process ${pid})`;
    }
  }
  return null;
}

// Rust and Node: are they there, and new enough?
import { readFile } from 'node:fs/promises';
import { output, Stop } from './terminal.mjs';

const NODE = [20, 19];

/** Refuses with what to install where Rust or Node is missing or too old. */
export async function toolchains() {
  if (older(process.versions.node.split('.').map(Number), NODE)) {
    throw new Stop(`Node ${process.versions.node} is too old: Countersign needs ${NODE.join('.')} or later.`);
  }
  const manifest = await readFile(new URL('../../Cargo.toml', import.meta.url), 'utf8');
  const wanted = /rust-version = "([\d.]+)"/.exec(manifest)?.[1] ?? '';
  const version = /^rustc ([\d.]+)/.exec((await output('rustc', ['--version'])) ?? '')?.[1];
  if (!version) {
    throw new Stop(`Rust is missing. Install version ${wanted} or later with rustup, the Rust project's installer.`);
  }
  if (older(version.split('.').map(Number), wanted.split('.').map(Number))) {
    throw new Stop(`Rust ${version} is too old: Countersign needs ${wanted} or later. Run: rustup update stable`);
  }
}

function older(have, wanted) {
  for (const [index, part] of wanted.entries()) {
    if ((have[index] ?? 0) !== part) return (have[index] ?? 0) < part;
  }
  return false;
}

// Where the programs under test are.
import { fileURLToPath } from 'node:url';

const built = new URL('../../../target/debug/', import.meta.url);

/** The path of a program that `cargo build` made. */
export function program(name) {
  const elsewhere = process.env.COUNTERSIGN_E2E_PROGRAMS;
  return elsewhere ? `${elsewhere}/${name}` : fileURLToPath(new URL(name, built));
}

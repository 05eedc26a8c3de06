// Cargo as the scripts use it: two jobs, and where it puts what it builds.
import { output, Stop } from './terminal.mjs';

export const root = new URL('../../', import.meta.url);
export const cargoEnv = { CARGO_BUILD_JOBS: process.env.CARGO_BUILD_JOBS ?? '2', CARGO_TERM_COLOR: 'always' };
let directory;

/** Where Cargo puts binaries of the development profile. */
export async function targetDirectory() {
  if (!directory) {
    const text = await output('cargo', ['metadata', '--no-deps', '--format-version', '1'], { cwd: root });
    if (!text) throw new Stop('cargo metadata failed. Run `cargo metadata` to see why.');
    directory = JSON.parse(text).target_directory;
  }
  return directory;
}

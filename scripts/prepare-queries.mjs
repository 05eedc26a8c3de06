// `npm run prepare:queries [server|vault]`: checks every SQL statement against a scratch database made from the
// migrations, and writes what the compiler needs to know about them into `.sqlx`.
import { mkdir, mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cargoEnv, root, targetDirectory } from './setup/cargo.mjs';
import { main, run, step, Stop } from './setup/terminal.mjs';

const CRATES = {
  server: { folder: 'server', name: 'countersign-server', variable: 'COUNTERSIGN_SERVER_DATABASE_URL' },
  vault: { folder: 'crates/vault', name: 'countersign-vault', variable: 'COUNTERSIGN_VAULT_DATABASE_URL' },
};

await main(async () => {
  const wanted = process.argv.slice(2);
  for (const name of wanted.length > 0 ? wanted : Object.keys(CRATES)) {
    if (!(name in CRATES)) throw new Stop(`no queries called ${name}: ${Object.keys(CRATES).join(', ')}`);
    await step(`Queries of ${name}`, () => prepare(CRATES[name]));
  }
});

async function prepare({ folder, name, variable }) {
  const here = fileURLToPath(new URL(`${folder}/`, root));
  const scratch = await mkdtemp(join(tmpdir(), 'countersign-queries-'));
  try {
    const database = join(scratch, 'scratch.db');
    const migrations = (await readdir(join(here, 'migrations'))).filter((file) => file.endsWith('.sql')).sort();
    const sql = await Promise.all(migrations.map((file) => readFile(join(here, 'migrations', file), 'utf8')));
    // Python's sqlite3 is on every Debian; the sqlite3 shell is not.
    const script = 'import sqlite3,sys\ndb=sqlite3.connect(sys.argv[1])\ndb.executescript(sys.argv[2])\ndb.commit()';
    await run('python3', ['-c', script, database, sql.join('\n')]);
    const offline = join(here, '.sqlx');
    await rm(offline, { recursive: true, force: true });
    await mkdir(offline);
    // The macros run again only when their crate is built again.
    const now = new Date();
    await utimes(join(here, 'src/lib.rs'), now, now);
    const env = { ...cargoEnv, [variable]: `sqlite://${database}`, SQLX_OFFLINE: 'false', SQLX_OFFLINE_DIR: offline };
    const target = process.env.CARGO_TARGET_DIR ?? (await targetDirectory());
    await run('cargo', ['check', '-p', name], { cwd: root, env: { ...env, CARGO_TARGET_DIR: target } });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

// A certificate authority for one run, made by openssl; it signs for this machine, and nobody outside knows it.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from './processes.mjs';

export class Authority {
  static async make() {
    const authority = new Authority();
    authority.folder = await mkdtemp(join(tmpdir(), 'countersign-authority-'));
    authority.certificate = join(authority.folder, 'authority.pem');
    authority.key = join(authority.folder, 'authority.key');
    await openssl(
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=Authority of a test'],
      ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign', '-keyout', authority.key, '-out', authority.certificate],
    );
    return authority;
  }

  /** A certificate for a name: the paths of the PEM files of chain and key. */
  async sign(host) {
    const at = (ending) => join(this.folder, `${host}.${ending}`);
    const extensions = at('ext');
    await writeFile(extensions, `subjectAltName=DNS:${host}\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n`);
    await openssl(['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${host}`], ['-keyout', at('key'), '-out', at('csr')]);
    await openssl(
      ['x509', '-req', '-in', at('csr'), '-CA', this.certificate, '-CAkey', this.key, '-CAcreateserial', '-days', '2'],
      ['-extfile', extensions, '-out', at('pem')],
    );
    return { certificate: at('pem'), key: at('key') };
  }

  /** Makes a browser with this home folder trust it. */
  async trustIn(home) {
    const database = join(home, '.pki/nssdb');
    await mkdir(database, { recursive: true });
    await run('certutil', ['-d', `sql:${database}`, '-N', '--empty-password']);
    await run('certutil', ['-d', `sql:${database}`, '-A', '-n', 'test', '-t', 'C,,', '-i', this.certificate]);
  }

  async close() {
    await rm(this.folder, { recursive: true, force: true });
  }
}

function openssl(...args) {
  return run('openssl', args.flat());
}

async function run(program, args) {
  const started = start(program, args);
  if ((await started.end) !== 0) throw new Error(`${program} ${args[0]}: ${started.text}`);
}

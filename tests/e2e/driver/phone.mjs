// A phone without a window: two software keys, proved requests, signed answers, as docs/protocol.md says.
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const encode = (bytes) => Buffer.from(bytes).toString('base64url');
const sha256 = (text) => encode(createHash('sha256').update(text).digest());
const payloadOf = (jws) => JSON.parse(Buffer.from(jws.split('.')[1], 'base64url').toString('utf8'));

class Key {
  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
    this.private = privateKey;
    this.jwk = { kty, crv, x, y };
    this.thumbprint = sha256(JSON.stringify({ crv, kty, x, y }));
  }

  sign(typ, payload, named = { kid: this.thumbprint }) {
    const input = [{ typ, alg: 'ES256', ...named }, payload].map((part) => encode(JSON.stringify(part))).join('.');
    const signature = sign('sha256', Buffer.from(input), { key: this.private, dsaEncoding: 'ieee-p1363' });
    return `${input}.${encode(signature)}`;
  }
}

export class Phone {
  pop = new Key();
  uv = new Key();
  nonce = '';

  constructor(server, name = 'Pixel 8') {
    this.origin = server.origin;
    this.name = name;
  }

  /** Claims what the page shows: a typed setup code, or the code of the consent page. */
  async claim(grant) {
    const names = { pop: this.pop.thumbprint, uv: this.uv.thumbprint };
    const message = this.pop.sign('cs-enroll+jwt', {
      aud: this.origin,
      grant,
      uv_proof: this.uv.sign('cs-proof+jwt', { aud: this.origin, ...names }, { jwk: this.uv.jwk }),
      device: {
        name: this.name,
        platform: 'android',
        key_protection: 'strongbox',
        app: 'countersign/0.1.0',
        versions: [1],
        capabilities: ['tap', 'number', 'scan', 'offline'],
      },
    }, { jwk: this.pop.jwk });
    const reply = await this.fetch('POST', '/api/v1/devices', message);
    if (reply.status !== 201) throw new Error(`not linked: ${await reply.text()}`);
    this.id = payloadOf(await reply.text()).aud;
  }

  /** What the server tells this device about its account. */
  async account() {
    return payloadOf(await (await this.request('GET', '/api/v1/self')).text());
  }

  /** What is pending: the message as it was sent, or nothing. */
  async pending() {
    const reply = await this.request('GET', '/api/v1/challenges');
    return reply.status === 200 ? reply.text() : null;
  }

  async yes(number) {
    return this.answer({ decision: 'approve', ...(number ? { number } : {}) }, this.uv);
  }

  async no() {
    return this.answer({ decision: 'decline' }, this.pop);
  }

  /** The digits for the question of a page that is answered without network (OCRA, RFC 6287). */
  async digits(link) {
    this.offlineKey ??= Buffer.from((await this.account()).offline_key, 'base64url');
    const question = createHash('sha256').update(new URLSearchParams(link.split('#')[1]).get('j')).digest();
    const input = Buffer.concat([Buffer.from('OCRA-1:HOTP-SHA256-8:QH64\0'), question, Buffer.alloc(96)]);
    const tag = createHmac('sha256', this.offlineKey).update(input).digest();
    return String((tag.readUInt32BE(tag[31] & 15) & 0x7fffffff) % 1e8).padStart(8, '0');
  }

  async answer(words, key) {
    const challenge = await this.pending();
    if (!challenge) throw new Error('nothing is asked');
    const { cid } = payloadOf(challenge);
    const answer = key.sign('cs-answer+jwt', {
      iss: this.id, aud: this.origin, cid, challenge_sha256: sha256(challenge), ...words, uv: 'none',
    });
    return (await this.request('POST', `/api/v1/challenges/${cid}`, answer)).json();
  }

  async request(method, path, body) {
    const send = () => this.fetch(method, path, body, this.pop.sign('cs-request+jwt', {
      iss: this.id,
      htm: method,
      htu: this.origin + path,
      jti: encode(randomBytes(16)),
      nonce: this.nonce,
      ...(body ? { body_sha256: sha256(body) } : {}),
    }));
    const reply = await send();
    return reply.status === 401 && reply.headers.get('www-authenticate')?.includes('nonce-stale') ? send() : reply;
  }

  async fetch(method, path, body, proof) {
    const headers = { ...(proof ? { authorization: `CS ${proof}` } : {}), ...(body ? { 'content-type': 'application/jwt' } : {}) };
    const reply = await fetch(this.origin + path, { method, body, headers, redirect: 'manual' });
    this.nonce = reply.headers.get('cs-nonce') ?? this.nonce;
    return reply;
  }
}

// The cable between the app and a server: it can be pulled while browsers go on. The server's public address is
// this end of the cable, and the app is known by what it calls itself.
import { createServer, connect } from 'node:net';
import { freePort } from './ports.mjs';

const APP = /\r\nuser-agent: countersign\//i;

export class Cable {
  /** Opens this end; the server comes to listen on `inner`. */
  static async lay() {
    const cable = new Cable();
    cable.inner = await freePort();
    cable.isCut = false;
    cable.ofApps = new Set();
    cable.heard = '';
    cable.socket = createServer((outside) => cable.carry(outside));
    await new Promise((resolve) => cable.socket.listen(0, '127.0.0.1', resolve));
    cable.port = cable.socket.address().port;
    return cable;
  }

  /** The configuration of the server behind it. */
  get lines() {
    return [`listen = "127.0.0.1:${this.inner}"`, `public_url = "http://localhost:${this.port}"`];
  }

  carry(outside) {
    const inside = connect(this.inner, '127.0.0.1');
    const end = () => {
      outside.destroy();
      inside.destroy();
      this.ofApps.delete(end);
    };
    outside.once('data', (first) => {
      if (APP.test(first.toString('latin1'))) {
        if (this.isCut) return end();
        this.ofApps.add(end);
      }
      inside.write(first);
      outside.pipe(inside);
    });
    inside.on('data', (part) => (this.heard += part.toString('latin1')));
    inside.pipe(outside);
    // What one end has said completely, the other one still hears; only a failure ends both at once.
    for (const socket of [outside, inside]) socket.on('error', end);
    outside.on('close', end);
  }

  /** What the server signed and sent so far: the payload of each message. */
  get signed() {
    const messages = this.heard.match(/\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]{86}/g) ?? [];
    return messages.map((message) => JSON.parse(Buffer.from(message.split('.')[1], 'base64url').toString('utf8')));
  }

  /** From now on the app reaches nothing. */
  cut() {
    this.isCut = true;
    for (const end of [...this.ofApps]) end();
  }

  mend() {
    this.isCut = false;
  }

  async close() {
    this.cut();
    this.socket.close();
  }
}

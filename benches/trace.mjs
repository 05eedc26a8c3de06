// What Chromium itself says of the frames that it shows, past WebDriver, which has no word for it.
import WebSocket from 'ws';

const CATEGORIES = ['cc', 'benchmark', 'devtools.timeline', 'disabled-by-default-devtools.timeline.frame'];
const LARGEST = 2 ** 30;

/** A second connection to a Chromium, for its trace. */
export class Trace {
  #socket;
  #last = 0;
  #waiting = new Map();
  #events = [];

  static async of({ page }) {
    const { debuggerAddress } = page.capabilities['goog:chromeOptions'];
    const { webSocketDebuggerUrl } = await (await fetch(`http://${debuggerAddress}/json/version`)).json();
    const trace = new Trace();
    trace.#socket = new WebSocket(webSocketDebuggerUrl, { maxPayload: LARGEST });
    await new Promise((open, failed) => trace.#socket.once('open', open).once('error', failed));
    trace.#socket.on('message', (text) => trace.#hear(JSON.parse(text)));
    return trace;
  }

  /** All events while something happens. */
  async during(act) {
    this.#events = [];
    await this.#ask('Tracing.start', { traceConfig: { includedCategories: CATEGORIES }, transferMode: 'ReportEvents' });
    await act();
    const complete = new Promise((done) => this.#waiting.set('complete', done));
    await this.#ask('Tracing.end');
    await complete;
    return this.#events;
  }

  close() {
    this.#socket.close();
  }

  #ask(method, params = {}) {
    const id = (this.#last += 1);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((done, failed) => this.#waiting.set(id, (reply) => (reply.error ? failed(new Error(`${method}: ${reply.error.message}`)) : done(reply.result))));
  }

  #hear(message) {
    if (message.method === 'Tracing.dataCollected') this.#events.push(...message.params.value);
    const about = message.method === 'Tracing.tracingComplete' ? 'complete' : message.id;
    this.#waiting.get(about)?.(message);
    this.#waiting.delete(about);
  }
}

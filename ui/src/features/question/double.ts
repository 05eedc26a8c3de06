/** A question and a shell for the tests of this folder. */
import { type Backend, shell, type QuestionView } from '../../backend';

/** A plain sign-in with nothing strange about it. */
export function question(change: Partial<QuestionView> = {}): QuestionView {
  return {
    accountId: 'a', cid: 'c', service: 'Northlake', user: 'robin@northlake.example',
    origin: 'https://accounts.northlake.example', application: 'Northlake Mail', page: 'mail.northlake.example',
    browser: 'Firefox', system: 'Linux', ip: '198.51.100.24', place: 'Lausanne, CH', usualPlace: null,
    browserKnown: true, browserLastAt: null, unusual: [], startedAt: 1_795_512_048, startedAgoSeconds: 12, reason: 'sign-in', mode: 'tap', scanned: false,
    digits: null, leftMs: 104_000, lifetimeMs: 120_000, answerable: 'yes_no', uv: 'none', sending: 'idle', ended: null,
    ...change,
  };
}

/** The shell, with these commands in the place of its own. */
export function shellWith(commands: Partial<Backend>): Backend {
  return { ...shell, dismissQuestion: async () => null, ...commands };
}

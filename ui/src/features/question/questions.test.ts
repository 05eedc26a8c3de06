import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type AnswerView, type Backend, Failure, type QuestionView } from '../../backend';
import { Ticker } from '../../ticker.svelte';
import { question, shellWith } from './double';
import { Questions, type TimedQuestion } from './questions.svelte';

const APPROVED: AnswerView = { outcome: 'approved', triesLeft: null, endedAs: null, by: null, at: null };
const DECLINED: AnswerView = { ...APPROVED, outcome: 'declined' };

/** A shell with these questions, and answers that are given one after the other. */
async function asked(waiting: QuestionView[], answers: (AnswerView | Failure)[] = []) {
  const sent: [string, string, string | null][] = [];
  const time = new Ticker();
  const questions = new Questions(
    shellWith({
      questions: async () => waiting,
      answerQuestion: async (_account, cid, decision, number) => {
        sent.push([cid, decision, number]);
        const answer = answers.shift();
        if (!answer) throw new Error('one answer too many');
        if (answer instanceof Failure) throw answer;
        return answer;
      },
    }),
    time,
  );
  await questions.refresh();
  const shown = (): TimedQuestion => {
    if (!questions.shown) throw new Error('nothing is shown');
    return questions.shown;
  };
  return { questions, sent, shown, time, waiting };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the time that is left', () => {
  it('counts from the moment at which the shell told it, whatever the wall clock says', async () => {
    const { questions, shown, time } = await asked([question({ leftMs: 30_000 })]);
    const told = time.now;
    vi.setSystemTime(new Date(Date.now() + 3_600_000));
    time.now = shown().until - 12_000;
    expect(questions.leftMs(shown())).toBe(12_000);
    expect(questions.part(shown())).toBe(0.1);
    expect(time.now).toBeGreaterThanOrEqual(told);
    time.now = shown().until + 1;
    expect(questions.leftMs(shown())).toBe(0);
  });

  it('asks the shell again when it is over', async () => {
    const { questions, waiting } = await asked([question({ leftMs: 1_000 })]);
    waiting[0] = question({ leftMs: 0, ended: { how: 'expired', by: null, at: null } });
    await vi.advanceTimersByTimeAsync(1_300);
    expect(questions.shown?.ended?.how).toBe('expired');
  });
});

describe('a plain question', () => {
  it('sends YES without a number', async () => {
    const { questions, sent, shown } = await asked([question()], [APPROVED]);
    await questions.yes(shown());
    expect(sent).toEqual([['c', 'approve', null]]);
    expect(questions.doing(shown()).said).toBe('approve');
  });

  it('sends nothing for YES when only NO is open', async () => {
    const { questions, sent, shown } = await asked([question({ answerable: 'no_only', mode: 'unknown' })], [DECLINED]);
    await questions.yes(shown());
    expect(sent).toEqual([]);
    await questions.no(shown());
    expect(sent).toEqual([['c', 'decline', null]]);
  });

  it('says why an answer came to nothing, and leaves the answers open', async () => {
    const failure = new Failure({ code: 'key_not_allowed', message: '', details: null });
    const { questions, shown } = await asked([question()], [failure]);
    await questions.yes(shown());
    expect(questions.doing(shown())).toMatchObject({ failure, said: null, underWay: 0 });
  });

  it('lets NO take the place of a YES that is on its way', async () => {
    const waiting = [question()];
    const sent: string[] = [];
    const replies: ((answer: AnswerView) => void)[] = [];
    const questions = new Questions(
      shellWith({
        questions: async () => waiting,
        answerQuestion: (_account, _cid, decision) => {
          sent.push(decision);
          return new Promise((reply) => replies.push(reply));
        },
      }),
      new Ticker(),
    );
    await questions.refresh();
    const shown = questions.shown;
    if (!shown) throw new Error('nothing is shown');
    const yes = questions.yes(shown);
    const again = questions.yes(shown);
    const no = questions.no(shown);
    expect(sent).toEqual(['approve', 'decline']);
    expect(questions.doing(shown)).toMatchObject({ said: 'decline', underWay: 2 });
    waiting[0] = question({ ended: { how: 'declined', by: null, at: null } });
    replies.forEach((reply) => reply(DECLINED));
    await Promise.all([yes, again, no]);
    expect(questions.doing(shown)).toMatchObject({ said: 'decline', underWay: 0 });
  });

  it('does not take another device’s answer for its own', async () => {
    const ended: AnswerView = { ...APPROVED, outcome: 'ended', endedAs: 'approved', by: 'Study laptop' };
    const { questions, shown } = await asked([question()], [ended]);
    await questions.yes(shown());
    expect(questions.doing(shown()).said).toBeNull();
  });
});

describe('a page that shows a code', () => {
  const QUESTION = { kind: 'question', pendingId: 'q' } as const;
  const page = question({ mode: 'scan' });

  /** A shell whose clipboard holds this, after which the question is as given. */
  async function read(found: Awaited<ReturnType<Backend['readClipboard']>>, after: QuestionView) {
    const waiting = [page];
    const dropped: string[] = [];
    const sent: string[] = [];
    const questions = new Questions(
      shellWith({
        questions: async () => waiting,
        readClipboard: async () => ((waiting[0] = after), found),
        cancelPending: async (id) => (dropped.push(id), null),
        answerQuestion: async (_account, _cid, decision) => (sent.push(decision), APPROVED),
      }),
      new Ticker(),
    );
    await questions.refresh();
    const shown = (): TimedQuestion => {
      if (!questions.shown) throw new Error('nothing is shown');
      return questions.shown;
    };
    await questions.yes(shown());
    expect(sent).toEqual([]);
    await questions.pastePage(shown());
    return { questions, dropped, sent, shown };
  }

  it('is answered by YES alone once its code is read', async () => {
    const { questions, sent, shown } = await read({ kind: 'one', pending: QUESTION }, { ...page, scanned: true });
    await questions.yes(shown());
    expect(sent).toEqual(['approve']);
  });

  it('says so when what was read is a code of something else, and keeps nothing of it', async () => {
    const server = { kind: 'server', pendingId: 's', origin: 'https://a.example', privateAddress: false, way: 'qr' } as const;
    const { questions, dropped, shown } = await read({ kind: 'one', pending: server }, page);
    expect(questions.doing(shown())).toMatchObject({ failure: { code: 'scan_first' }, reading: null });
    expect(dropped).toEqual(['s']);
  });
});

describe('a question that is read from its page', () => {
  const unheard = question({ mode: 'offline', scanned: true, startedAgoSeconds: null });

  it('is answered by digits to type there, and said YES to here', async () => {
    const revealed: string[][] = [];
    const backend = shellWith({
      questions: async () => [unheard],
      revealOfflineDigits: async (...given) => (revealed.push(given), '77152885'),
    });
    const questions = new Questions(backend, new Ticker());
    await questions.refresh();
    const { shown } = questions;
    if (!shown) throw new Error('nothing is shown');
    expect(questions.startedAgoSeconds(shown)).toBeNull();
    await questions.yes(shown);
    expect(revealed).toEqual([['a', 'c']]);
    expect(questions.doing(shown)).toMatchObject({ digits: '77152885', said: 'approve', underWay: 0 });
  });

  it('is not said YES to when there are no digits', async () => {
    const failure = new Failure({ code: 'no_offline_key', message: '', details: null });
    const backend = shellWith({ questions: async () => [unheard], revealOfflineDigits: () => Promise.reject(failure) });
    const questions = new Questions(backend, new Ticker());
    await questions.refresh();
    if (questions.shown) await questions.yes(questions.shown);
    expect(questions.shown && questions.doing(questions.shown)).toMatchObject({ digits: null, said: null, failure });
  });

  it('gives none before it is read', async () => {
    const { questions, sent, shown } = await asked([question({ mode: 'offline' })], [APPROVED]);
    await questions.yes(shown());
    expect(sent).toEqual([]);
    expect(questions.doing(shown()).digits).toBeNull();
  });
});

describe('the NO of a notification', () => {
  it('is this device’s own answer', async () => {
    const { questions, shown, waiting } = await asked([question({ sending: 'sending' })]);
    expect(questions.doing(shown()).said).toBe('decline');
    waiting[0] = question({ ended: { how: 'declined', by: 'Study laptop', at: null } });
    await questions.refresh();
    expect(questions.doing(shown()).said).toBe('decline');
  });

  it('is not taken from a YES that this window sends', async () => {
    const waiting = [question()];
    const replies: ((answer: AnswerView) => void)[] = [];
    const questions = new Questions(
      shellWith({ questions: async () => waiting, answerQuestion: () => new Promise((reply) => replies.push(reply)) }),
      new Ticker(),
    );
    await questions.refresh();
    const { shown } = questions;
    if (!shown) throw new Error('nothing is shown');
    const yes = questions.yes(shown);
    waiting[0] = question({ sending: 'sending' });
    await questions.refresh();
    expect(questions.doing(shown).said).toBe('approve');
    replies.forEach((reply) => reply(APPROVED));
    await yes;
  });
});

describe('the number', () => {
  const withNumber = question({ mode: 'number', digits: 2 });

  it('is asked for after YES and is sent only when it is whole and YES is pressed', async () => {
    const { questions, sent, shown } = await asked([withNumber], [APPROVED]);
    await questions.yes(shown());
    expect(questions.doing(shown()).step).toBe('number');
    questions.type(shown(), '4');
    await questions.yes(shown());
    questions.type(shown(), '4a73');
    expect(questions.doing(shown()).typed).toBe('47');
    expect(sent).toEqual([]);
    await questions.yes(shown());
    expect(sent).toEqual([['c', 'approve', '47']]);
  });

  it('is asked for again while there are tries', async () => {
    const wrong: AnswerView = { ...APPROVED, outcome: 'wrong_number', triesLeft: 2 };
    const { questions, shown } = await asked([withNumber], [wrong]);
    await questions.yes(shown());
    questions.type(shown(), '11');
    await questions.yes(shown());
    expect(questions.doing(shown())).toMatchObject({ step: 'number', typed: '', triesLeft: 2, said: null });
  });
});

describe('a server that wants to be sure of the person', () => {
  it('gets the same number again once that is so', async () => {
    const failure = new Failure({ code: 'person_unverified', message: '', details: null });
    const { questions, sent, shown } = await asked([question({ mode: 'number', digits: 6 })], [failure, APPROVED]);
    await questions.yes(shown());
    questions.type(shown(), '482913');
    await questions.yes(shown());
    expect(questions.doing(shown())).toMatchObject({ failure, typed: '482913', said: null });
    await questions.yes(shown());
    expect(sent).toEqual([['c', 'approve', '482913'], ['c', 'approve', '482913']]);
  });

  it('waits aside until a PIN is set', async () => {
    const failure = new Failure({ code: 'person_unverifiable', message: '', details: null });
    const { questions, shown } = await asked([question()], [failure]);
    await questions.yes(shown());
    questions.putAside(shown());
    expect(questions.shown).toBeNull();
    await questions.refresh();
    expect(questions.shown).toBeNull();
    questions.bringBack();
    await questions.refresh();
    expect(questions.doing(shown()).failure).toBeNull();
  });
});

describe('several questions', () => {
  it('come one after the other', async () => {
    const { questions, waiting } = await asked([question({ cid: 'one' }), question({ cid: 'two' })]);
    expect(questions.shown?.cid).toBe('one');
    expect(questions.others).toBe(1);
    waiting[0] = question({ cid: 'one', ended: { how: 'declined', by: null, at: null } });
    await questions.refresh();
    expect(questions.shown?.cid).toBe('one');
    const [one] = questions.all;
    waiting.shift();
    if (one) await questions.dismiss(one);
    expect(questions.shown?.cid).toBe('two');
  });

  it('show the one that the window was opened for', async () => {
    const { questions } = await asked([question({ cid: 'one' }), question({ cid: 'two' })]);
    await questions.open('two');
    expect(questions.shown?.cid).toBe('two');
    expect(questions.opened).toBe(1);
  });

  it('keep nothing of one for another', async () => {
    const { questions, waiting } = await asked([question({ cid: 'one', mode: 'number', digits: 2 })]);
    const [one] = questions.all;
    if (!one) throw new Error('nothing is there');
    await questions.yes(one);
    questions.type(one, '47');
    waiting[0] = question({ cid: 'two', mode: 'number', digits: 2 });
    await questions.refresh();
    expect(questions.shown && questions.doing(questions.shown)).toMatchObject({ step: 'facts', typed: '' });
  });
});

describe('It wasn’t me', () => {
  it('is reported', async () => {
    const { questions, shown } = await asked([question()]);
    const reported = vi.fn(async () => null);
    const other = new Questions(shellWith({ questions: async () => [question()], reportNotMe: reported }), new Ticker());
    await other.refresh();
    await other.notMe(shown());
    expect(reported).toHaveBeenCalledWith('a', 'c');
    expect(other.doing(shown())).toMatchObject({ reported: true, reporting: false, failure: null });
    expect(questions.doing(shown()).reported).toBe(false);
  });

  it('counts as reported when only the browser does not open', async () => {
    const failure = new Failure({ code: 'browser_will_not_open', message: '', details: null });
    const questions = new Questions(
      shellWith({ questions: async () => [question()], reportNotMe: () => Promise.reject(failure) }),
      new Ticker(),
    );
    await questions.refresh();
    if (questions.shown) await questions.notMe(questions.shown);
    expect(questions.shown && questions.doing(questions.shown)).toMatchObject({ reported: true, failure });
  });
});

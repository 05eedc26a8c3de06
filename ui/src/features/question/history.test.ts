import { describe, expect, it } from 'vitest';

import { type Backend, Failure, type HistoryView } from '../../backend';
import { question, shellWith } from './double';
import { endOf, markOf, pastFacts } from './history-words';
import { History } from './history.svelte';

const ASKED = Date.UTC(2026, 10, 22, 12) / 1000;

function entry(change: Partial<HistoryView> = {}): HistoryView {
  const { accountId, service, user, origin, application, page, browser, system, ip, place, usualPlace } = question();
  return {
    accountId, cid: 'c', service, user, origin, application, page, browser, system, ip, place, usualPlace,
    browserKnown: true, browserLastAt: null, unusual: [], startedAt: ASKED, askedAt: ASKED, reason: 'sign-in', mode: 'tap',
    end: 'yes', by: null, endedAt: ASKED + 20, isReported: false, mayReport: true,
    ...change,
  };
}

async function past(all: HistoryView[], commands: Partial<Backend> = {}) {
  const history = new History(shellWith({ history: async () => all, ...commands }), null);
  await history.refresh();
  return history;
}

describe('the list', () => {
  it('is everybody’s, or one account’s', async () => {
    const history = await past([entry({ cid: '1' }), entry({ cid: '2', accountId: 'b', service: 'Academy' }), entry({ cid: '3' })]);
    expect(history.accounts.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(history.shown.map(({ cid }) => cid)).toEqual(['1', '2', '3']);
    history.choose('b');
    expect(history.shown.map(({ cid }) => cid)).toEqual(['2']);
    expect(history.account?.service).toBe('Academy');
  });

  it('shows fifty, and more when it is asked to', async () => {
    const history = await past(Array.from({ length: 120 }, (_, at) => entry({ cid: String(at) })));
    expect([history.shown.length, history.hasMore]).toEqual([50, true]);
    history.more();
    history.more();
    expect([history.shown.length, history.hasMore]).toEqual([120, false]);
  });
});

it('erases what is shown, and nothing else', async () => {
  const erased: (string | null)[] = [];
  const history = await past([entry()], {
    eraseHistory: async (accountId) => {
      erased.push(accountId);
      return null;
    },
  });
  history.choose('a');
  expect(await history.erase()).toBe(true);
  history.choose(null);
  expect(await history.erase()).toBe(true);
  expect(erased).toEqual(['a', null]);
});

it('a report counts although the browser did not open', async () => {
  let asked = 0;
  const history = await past([entry()], {
    history: async () => {
      asked += 1;
      return [entry({ isReported: asked > 1, mayReport: asked === 1 })];
    },
    reportNotMe: async () => {
      throw new Failure({ code: 'browser_will_not_open', message: '', details: null });
    },
  });
  expect(await history.report(entry())).toBe(true);
  expect(history.failure?.code).toBe('browser_will_not_open');
  expect(history.all?.[0]?.isReported).toBe(true);
});

describe('words', () => {
  it('say who decided', () => {
    expect(endOf(entry())).toBe('You said YES');
    expect(endOf(entry({ end: 'no_elsewhere', by: 'Robin’s phone' }))).toBe('NO on Robin’s phone');
    expect(endOf(entry({ end: 'no_elsewhere' }))).toBe('NO on another device');
  });

  it('never show a YES that was taken back as done', () => {
    expect(markOf(entry())).toBe('fit');
    expect(markOf(entry({ isReported: true }))).toBe('away');
    expect(markOf(entry({ end: 'expired' }))).toBe('open');
  });

  it('tell the facts as they were shown, and when', () => {
    const facts = pastFacts(entry({ unusual: ['ip'], place: null }), ASKED + 86_400, 'en');
    expect(facts.map(({ name }) => name)).toEqual(['Asked', 'Browser', 'Address', 'Page', 'Answer']);
    expect(facts[2]).toMatchObject({ value: '198.51.100.24', odd: 'Not your usual network' });
    expect(facts[0]?.note).toContain('You said YES, 22 November 2026');
    expect(facts[4]).toEqual({ name: 'Answer', value: 'NO or YES', note: 'accounts.northlake.example' });
  });
});

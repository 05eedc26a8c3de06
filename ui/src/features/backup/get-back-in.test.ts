import { describe, expect, it } from 'vitest';

import type { AskedWord, Backend, GetBackInView, SheetView } from '../../backend';
import { Failure, shell } from '../../backend';
import { GetBackIn, Sheet } from './get-back-in.svelte';

const noSheet: SheetView = { printedAt: null, checkedAt: null, isVoid: false };
const lost: GetBackInView = {
  answers: [
    { disaster: 'this_device_lost', withoutWay: ['a'], step: 'back_up_elsewhere' },
    { disaster: 'all_devices_lost', withoutWay: ['a', 'b', 'c'], step: 'check_sheet' },
  ],
  isAmber: true, accounts: 3, newestHere: null, newestElsewhere: null, hasCheckedSheet: false, hasVaultPassphrase: false,
  withOtherDevices: 0, withBackupCodes: 0,
};
const safe: GetBackInView = { ...lost, isAmber: false, answers: lost.answers.map((answer) => ({ ...answer, withoutWay: [], step: null })) };

/** A shell that says this, and after the servers were asked perhaps something else. */
function waysOf(before: GetBackInView, after = before, commands: Partial<Backend> = {}) {
  let view = before;
  return new GetBackIn({
    ...shell,
    getBackIn: async () => view,
    recoverySheet: async () => noSheet,
    askAboutWaysBack: async () => {
      view = after;
      return null;
    },
    ...commands,
  });
}

describe('whether people can get back in', () => {
  it('is not known before the shell has answered', async () => {
    const ways = waysOf(lost);
    expect([ways.isYes, ways.isAmber, ways.withoutWay]).toEqual([null, false, 0]);
    await ways.load();
    expect([ways.isYes, ways.isAmber, ways.withoutWay]).toEqual([false, true, 3]);
  });

  it('is yes only if no account is without a way in any disaster', async () => {
    const ways = waysOf(safe);
    await ways.load();
    expect([ways.isYes, ways.isAmber, ways.withoutWay]).toEqual([true, false, 0]);
  });

  it('stays amber until the person puts the hint away', async () => {
    const ways = waysOf(lost);
    await ways.load();
    ways.isHintAway = true;
    expect(ways.isAmber).toBe(false);
  });

  it('is shown as it is known while servers are asked, and then as they say', async () => {
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((done) => (answer = done));
    let view = lost;
    const ways = waysOf(lost, safe, {
      getBackIn: async () => view,
      askAboutWaysBack: async () => {
        await asked;
        view = safe;
        return null;
      },
    });
    const asking = ways.ask();
    await Promise.resolve();
    await new Promise((later) => setTimeout(later));
    expect([ways.asking, ways.isYes]).toEqual([true, false]);
    answer();
    await asking;
    expect([ways.asking, ways.isYes]).toEqual([false, true]);
  });

  it('keeps what was known where no server answers', async () => {
    const ways = waysOf(lost, safe, { askAboutWaysBack: async () => { throw new Failure({ code: 'server_unreachable', message: '', details: null }); } });
    await ways.ask();
    expect([ways.asking, ways.isYes, ways.failure]).toEqual([false, false, null]);
  });
});

describe('the sheet', () => {
  const words: AskedWord[] = [
    { part: 'recovery_key', place: 3 }, { part: 'recovery_key', place: 11 }, { part: 'identity', place: 7 }, { part: 'identity', place: 20 },
  ];

  function sheetOf(wrong: (number | null)[], commands: Partial<Backend> = {}) {
    const typed: string[][] = [];
    const sheet = new Sheet({
      ...shell,
      printRecoverySheet: async () => true,
      beginSheetCheck: async () => words,
      checkSheet: async (all) => {
        typed.push(all);
        return wrong.shift() ?? null;
      },
      ...commands,
    });
    return { sheet, typed };
  }

  it('is checked by typed words, of which the wrong one is named and the others stay', async () => {
    const { sheet, typed } = sheetOf([2, null]);
    await sheet.print();
    expect([sheet.isOpened, sheet.step]).toEqual([true, 'print']);
    await sheet.begin();
    expect([sheet.step, sheet.typed]).toEqual(['check', ['', '', '', '']]);
    sheet.typed = ['one', 'two', 'tree', 'four'];
    await sheet.check();
    expect([sheet.step, sheet.wrong, sheet.typed]).toEqual(['check', 2, ['one', 'two', 'tree', 'four']]);
    sheet.typed[2] = 'three';
    await sheet.check();
    expect(sheet.step).toBe('done');
    expect(sheet.typed, 'the words of the sheet do not stay in the window').toEqual([]);
    expect(typed.at(-1)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('asks anew without what was typed before', async () => {
    const { sheet } = sheetOf([0]);
    await sheet.begin();
    sheet.typed = ['x', '', '', ''];
    await sheet.check();
    await sheet.begin();
    expect([sheet.typed, sheet.wrong]).toEqual([['', '', '', ''], null]);
  });

  it('that no browser opens is not open', async () => {
    const { sheet } = sheetOf([], { printRecoverySheet: async () => { throw new Failure({ code: 'browser_will_not_open', message: '', details: null }); } });
    await sheet.print();
    expect([sheet.isOpened, sheet.failure?.code]).toEqual([false, 'browser_will_not_open']);
  });
});

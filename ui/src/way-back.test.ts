import { beforeEach, describe, expect, it, vi } from 'vitest';

import { WayBack } from './way-back.svelte';

let states: (string | null)[];

/** As a browser has it: going back is told later. */
beforeEach(() => {
  states = [null];
  vi.stubGlobal('history', {
    get state() {
      return states.at(-1);
    },
    pushState: (state: string) => states.push(state),
    back: () => states.pop(),
  });
});

describe('the way back', () => {
  it('is one entry more, however often it is looked at', () => {
    const way = new WayBack();
    way.follow(false);
    expect(states).toEqual([null]);
    way.follow(true);
    way.follow(true);
    expect(states).toEqual([null, 'away']);
  });

  it('is taken back where nothing is left to go back from, and that is no person', () => {
    const way = new WayBack();
    way.follow(true);
    way.follow(false);
    expect(states).toEqual([null]);
    expect(way.went()).toBe(false);
    expect(way.went()).toBe(true);
  });

  it('waits until the history has gone back', () => {
    const way = new WayBack();
    way.follow(true);
    way.follow(false);
    way.follow(true);
    expect(states).toEqual([null]);
    way.went();
    way.follow(true);
    expect(states).toEqual([null, 'away']);
  });

  it('leads from the step that is shown now', () => {
    const way = new WayBack();
    const first = vi.fn();
    const second = vi.fn();
    const leave = way.take(first);
    const leaveSecond = way.take(second);
    leave();
    way.step?.();
    expect(second).toHaveBeenCalledOnce();
    leaveSecond();
    expect(way.step).toBeNull();
    expect(first).not.toHaveBeenCalled();
  });

  it('leads from the view again once a step in it is over', () => {
    const way = new WayBack();
    const view = vi.fn();
    way.take(view);
    const leave = way.take(() => undefined);
    leave();
    way.step?.();
    expect(view).toHaveBeenCalledOnce();
  });
});

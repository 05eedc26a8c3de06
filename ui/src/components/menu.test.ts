import { describe, expect, it } from 'vitest';

import { placeOf } from './menu';

const window = { width: 400, height: 800, isRtl: false };
const button = (left: number, top: number) => ({ left, right: left + 44, top, bottom: top + 44 });
const menu = { offsetWidth: 208, scrollHeight: 300 };

describe('a menu', () => {
  it('stands below its button, flush with its end', () => {
    expect(placeOf(button(340, 100), menu, window)).toEqual({ left: 176, top: 148, height: 300 });
    expect(placeOf(button(20, 100), menu, { ...window, isRtl: true })).toEqual({ left: 20, top: 148, height: 300 });
  });

  it('stands above it where there is more room', () => {
    expect(placeOf(button(340, 700), menu, window)).toEqual({ left: 176, top: 396, height: 300 });
  });

  it('never leaves the window, and is no higher than there is room', () => {
    expect(placeOf(button(0, 100), menu, window).left).toBe(8);
    expect(placeOf(button(380, 100), menu, window).left).toBe(184);
    const tall = placeOf(button(340, 400), { ...menu, scrollHeight: 900 }, window);
    expect(tall).toEqual({ left: 176, top: 8, height: 388 });
  });
});

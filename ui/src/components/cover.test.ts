import { describe, expect, it, vi } from 'vitest';

import { Cover } from './cover.svelte';

describe('what lies over the view', () => {
  it('is closed from the top', () => {
    const cover = new Cover();
    const dialog = vi.fn();
    const menu = vi.fn();
    const liftDialog = cover.lay(dialog);
    const liftMenu = cover.lay(menu);
    cover.closeTop();
    expect(menu).toHaveBeenCalledOnce();
    expect(dialog).not.toHaveBeenCalled();
    liftMenu();
    cover.closeTop();
    expect(dialog).toHaveBeenCalledOnce();
    liftDialog();
    expect(cover.isLaid).toBe(false);
  });

  it('is told apart although it closes by the same way', () => {
    const cover = new Cover();
    const close = vi.fn();
    const lift = cover.lay(close);
    cover.lay(close);
    lift();
    expect(cover.isLaid).toBe(true);
  });

  it('may be nothing', () => {
    const cover = new Cover();
    cover.closeTop();
    expect(cover.isLaid).toBe(false);
  });
});

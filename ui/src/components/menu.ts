/** One line of a menu. */
export interface MenuItem {
  name: string;
  stop?: boolean;
  run: () => void;
}

/** What the window leaves free at its edges, and between a button and its menu, in CSS pixels. */
const EDGE = 8;
const GAP = 4;

/**
 * Where a menu stands: below its button and flush with its end; above it where there is more room; always within the
 * window, and no higher than there is room.
 */
export function placeOf(
  button: Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>,
  menu: { offsetWidth: number; scrollHeight: number },
  window: { width: number; height: number; isRtl: boolean },
): { left: number; top: number; height: number } {
  const below = window.height - EDGE - button.bottom - GAP;
  const above = button.top - GAP - EDGE;
  const isBelow = menu.scrollHeight <= below || below >= above;
  const height = Math.min(menu.scrollHeight, isBelow ? below : above);
  const wanted = window.isRtl ? button.left : button.right - menu.offsetWidth;
  const left = Math.max(EDGE, Math.min(wanted, window.width - EDGE - menu.offsetWidth));
  return { left, top: isBelow ? button.bottom + GAP : button.top - GAP - height, height };
}

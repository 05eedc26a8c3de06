/**
 * A finger that comes in from the edge goes back, as everywhere on iOS. The view gives way a little as it comes, and
 * stays if the finger turns round.
 */
interface Swiped {
  /** What gives way. */
  view: () => HTMLElement | null;
  /** Whether there is something to go back from, and nothing over it. */
  isFree: () => boolean;
  back: () => void;
}

/** Where a swipe begins, from the edge that the language begins at. */
const EDGE_PX = 24;
/** From here on it is more than a finger that trembles. */
const CLEAR_PX = 8;
/** Of the window's width, after which letting go goes back. */
const FAR = 0.3;
/** Pixels in a millisecond: so fast it goes back from anywhere. */
const FAST = 0.5;
/** So far the view slides. */
const SLIDE_PX = 24;

export function followEdge({ view, isFree, back }: Swiped): void {
  let start: { x: number; y: number; at: number } | null = null;
  let isSwipe = false;

  const isRtl = () => getComputedStyle(document.documentElement).direction === 'rtl';
  const inward = (x: number) => (isRtl() ? -1 : 1) * (x - (start?.x ?? 0));

  /** `part` of the way is gone. */
  function slide(part: number) {
    const style = view()?.style;
    if (!style) return;
    style.translate = part > 0 ? `${(isRtl() ? -1 : 1) * SLIDE_PX * part}px` : '';
    style.opacity = part > 0 ? String(1 - part / 2) : '';
  }

  function end() {
    start = null;
    isSwipe = false;
    slide(0);
  }

  function press({ touches, timeStamp }: TouchEvent) {
    const [touch] = touches;
    if (!touch || touches.length > 1 || !isFree()) return end();
    const fromEdge = isRtl() ? innerWidth - touch.clientX : touch.clientX;
    if (fromEdge <= EDGE_PX) start = { x: touch.clientX, y: touch.clientY, at: timeStamp };
  }

  function move(event: TouchEvent) {
    const [touch] = event.touches;
    if (!start || !touch) return;
    const by = inward(touch.clientX);
    const across = Math.abs(touch.clientY - start.y);
    if (!isSwipe && by <= across) return end();
    // At once, or the web view begins to scroll and asks no more.
    if (event.cancelable) event.preventDefault();
    isSwipe ||= by >= CLEAR_PX;
    if (!isSwipe) return;
    slide(Math.min(1, Math.max(0, by / (innerWidth * FAR))));
  }

  function release(event: TouchEvent) {
    const [touch] = event.changedTouches;
    if (!start || !touch) return;
    const by = inward(touch.clientX);
    const isOver = isSwipe && (by > innerWidth * FAR || (by > EDGE_PX && by / Math.max(1, event.timeStamp - start.at) > FAST));
    end();
    if (isOver && isFree()) back();
  }

  addEventListener('touchstart', press, { passive: true });
  addEventListener('touchmove', move, { passive: false });
  addEventListener('touchend', release);
  addEventListener('touchcancel', end);
}

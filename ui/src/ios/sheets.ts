/**
 * A sheet that a finger pulls down by its grabber: far or fast enough, it closes as by Escape; else it goes back to its
 * place. Nobody needs the grabber, which is only drawn: Escape and the sheet's buttons close it, too.
 */

/** From the sheet's upper edge. */
const GRABBER_PX = 44;
/** Of the sheet's height. */
const FAR = 0.3;
/** Pixels in a millisecond: so fast it closes from anywhere. */
const FAST = 0.5;
/** What is less is no pull. */
const LEAST_PX = 24;

interface Pull {
  sheet: HTMLElement;
  y: number;
  at: number;
}

export function followSheets(): void {
  let pull: Pull | null = null;

  function press({ touches, timeStamp }: TouchEvent) {
    const [touch] = touches;
    const sheet = touch?.target instanceof Element ? touch.target.closest<HTMLElement>('dialog[role="alertdialog"]') : null;
    pull = null;
    // In large windows it is a dialog in the middle.
    if (!touch || touches.length > 1 || !sheet || sheet.scrollTop > 0 || innerWidth >= 700) return;
    if (touch.clientY - sheet.getBoundingClientRect().top <= GRABBER_PX) pull = { sheet, y: touch.clientY, at: timeStamp };
  }

  function move(event: TouchEvent) {
    const [touch] = event.touches;
    if (!pull || !touch) return;
    // Nothing scrolls meanwhile.
    if (event.cancelable) event.preventDefault();
    const by = Math.max(0, touch.clientY - pull.y);
    Object.assign(pull.sheet.style, { transition: 'none', translate: `0 ${by}px` });
  }

  function release(event: TouchEvent) {
    const [touch] = event.changedTouches;
    if (!pull || !touch) return;
    const { sheet, y, at } = pull;
    const by = touch.clientY - y;
    const isFar = by > sheet.offsetHeight * FAR || (by > LEAST_PX && by / Math.max(1, event.timeStamp - at) > FAST);
    pull = null;
    if (isFar && event.type === 'touchend') sheet.dispatchEvent(new Event('cancel', { cancelable: true }));
    // Whoever asks may have kept it open.
    requestAnimationFrame(() => Object.assign(sheet.style, { transition: '', translate: '' }));
  }

  addEventListener('touchstart', press, { passive: true });
  addEventListener('touchmove', move, { passive: false });
  addEventListener('touchend', release);
  addEventListener('touchcancel', release);
}

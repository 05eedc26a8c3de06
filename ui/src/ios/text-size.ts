/**
 * iOS: how large the person wants all words (Dynamic Type). On Android the shell gives it to the web view,
 * desktops enlarge the whole; WebKit tells it only by a font of this name.
 */
const FONT = '-apple-system-body';
/** Its size where nobody has chosen one, in pixels, and what the tokens stand on then. */
const USUAL_PX = 17;
const ROOT_PX = 16;
/** Every view is made for words twice as large. Smaller ones would make what is pressed too small. */
const MOST = 2;

/** The root's font size, in pixels, where the system's words have this size. */
export function rootSize(bodyPx: number): number {
  return ROOT_PX * Math.min(MOST, Math.max(1, bodyPx / USUAL_PX));
}

/** Follows what the person chooses, also while the app runs. */
export function followTextSize(): void {
  if (!CSS.supports('font', FONT)) return;
  const probe = document.createElement('span');
  // `font` brings the size that `1em` is made of.
  Object.assign(probe.style, { font: FONT, position: 'absolute', width: '1em', visibility: 'hidden' });
  document.body.append(probe);
  const look = () => {
    document.documentElement.style.fontSize = `${rootSize(parseFloat(getComputedStyle(probe).fontSize))}px`;
  };
  new ResizeObserver(look).observe(probe);
  look();
}

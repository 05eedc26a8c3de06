// Whether two pictures look the same: what a person would see counts, not how a machine smooths its letters.
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

/** How far two colors may be apart and count as one: OKLab, where black and white are 1 apart. */
const SAME_COLOR = 0.04;
/** A square of this many pixels, and how many of its pixels may differ: less than one changed digit. */
const SQUARE = 32;
const MAY_DIFFER = 12;

/** Compares two PNGs: `null` if they look the same; else what differs, in words, and a picture of where. */
export function difference(before, now) {
  const [old, young] = [PNG.sync.read(before), PNG.sync.read(now)];
  const { width, height } = young;
  if (old.width !== width || old.height !== height) {
    return { words: `is ${width}×${height}, was ${old.width}×${old.height}`, picture: now };
  }
  const compare = (marks, more) => pixelmatch(old.data, young.data, marks, width, height, { threshold: SAME_COLOR, ...more });
  const worst = compare(null, { windowSize: SQUARE });
  if (worst <= MAY_DIFFER) return null;
  const marks = new PNG({ width, height });
  const all = compare(marks.data, { alpha: 0.3 });
  return { words: `${all} pixels differ, ${worst} of them within ${SQUARE}×${SQUARE}`, picture: besides([old, young, marks]) };
}

/** Before, now, and where they differ, side by side. */
function besides(pictures) {
  const [{ width, height }] = pictures;
  const sheet = new PNG({ width: width * pictures.length, height });
  for (const [place, picture] of pictures.entries()) PNG.bitblt(picture, sheet, 0, 0, width, height, place * width, 0);
  return PNG.sync.write(sheet);
}

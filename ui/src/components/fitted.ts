/** A name as it fits into a width: shortened in its middle where it must be. */
import { shortened } from './code';

/** More letters than any row has room for. */
const MOST = 40;
/** Fewer say nothing, however narrow it is. */
const LEAST = 6;

/** How wide words are, in pixels. */
export type Measure = (text: string) => number;

let pencil: CanvasRenderingContext2D | null = null;

/** Measures as an element of this font shows its words; `weight` for those that may be bolder. */
export function measureAs(element: Element, weight?: number): Measure {
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(element);
  pencil ??= document.createElement('canvas').getContext('2d');
  if (pencil) pencil.font = `${weight ?? fontWeight} ${fontSize} ${fontFamily}`;
  return (text) => pencil?.measureText(text).width ?? 0;
}

/** Whether an element shows a name whole as it is: then nothing need be measured. */
export function isWhole(name: string, element: Pick<HTMLElement, 'textContent' | 'scrollWidth' | 'clientWidth'>): boolean {
  return name.length <= MOST && element.textContent === name && element.scrollWidth <= element.clientWidth;
}

/** As much of a name as `width` pixels have room for. */
export function fitted(name: string, width: number, measure: Measure): string {
  const fits = (most: number) => measure(shortened(name, most)) <= width;
  let most = Math.min(Array.from(name).length, MOST);
  if (fits(most)) return shortened(name, most);
  let least = LEAST;
  while (least + 1 < most) {
    const middle = (least + most) >> 1;
    if (fits(middle)) least = middle;
    else most = middle;
  }
  return shortened(name, least);
}

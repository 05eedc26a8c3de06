/** The system's typeface in the styles. */

/** Puts the family that the shell knows by name before those of the tokens. */
export function nameLetters(root: HTMLElement, typeface: string): void {
  root.style.removeProperty(FAMILIES);
  root.style.setProperty(FAMILIES, familiesOf(typeface, getComputedStyle(root).getPropertyValue(FAMILIES)));
}

const FAMILIES = '--font-ui';

/** Families in the order in which they are tried. */
export const familiesOf = (typeface: string, others: string) => `${JSON.stringify(typeface)}, ${others}`;

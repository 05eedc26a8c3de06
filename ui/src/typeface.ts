/** The system's typeface in the styles. */

/** Families in the order in which they are tried: the one that the shell knows by name, then those that the styles begin with. */
export const familiesOf = (typeface: string) => `${JSON.stringify(typeface)}, system-ui, sans-serif`;

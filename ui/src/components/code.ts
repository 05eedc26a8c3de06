/** How codes are cut, spoken and how a name gets its tile. */

/** The groups in which a code stands: 3+3, 4+4, 3+4, 3+3+3, 3+3+4; five characters stay whole. */
export function groups(code: string): string[] {
  switch (code.length) {
    case 6:
      return [code.slice(0, 3), code.slice(3)];
    case 7:
      return [code.slice(0, 3), code.slice(3)];
    case 8:
      return [code.slice(0, 4), code.slice(4)];
    case 9:
    case 10:
      return [code.slice(0, 3), code.slice(3, 6), code.slice(6)];
    default:
      return [code];
  }
}

/** For a voice: digit by digit, with a pause between the groups. */
export function spoken(code: string): string {
  return groups(code)
    .map((group) => Array.from(group).join(' '))
    .join(', ');
}

/** The first letter of a name, for its tile. */
export function letter(name: string): string {
  const [first] = Array.from(name.trim());
  return first ? first.toLocaleUpperCase() : '?';
}

/** Which of the eight tiles a name has; the server's pages count the same. */
export function tileOf(name: string): number {
  let sum = 7;
  for (const each of name) sum = (Math.imul(sum, 31) + (each.codePointAt(0) ?? 0)) >>> 0;
  return (sum % 8) + 1;
}

/** A long mail address, shortened in the middle so that name and end can be told. */
export function shortened(user: string, most: number): string {
  const letters = Array.from(user);
  if (letters.length <= most) return user;
  const end = Math.floor((most - 1) * 0.55);
  // No dots beside the dots.
  const before = letters.slice(0, most - 1 - end).join('').replace(/[.\s]+$/, '');
  return `${before}…${letters.slice(-end).join('').replace(/^[.\s]+/, '')}`;
}

/**
 * What is looked for among lines. A line that does not say it steps aside; where nothing is looked for, all stay. The
 * heading of its group counts as said by a line.
 */
import { getContext, setContext } from 'svelte';

import { says } from './plain';

export class Sought {
  typed = $state('');

  /** Whether any of these texts together say what is typed. */
  fits(...texts: (string | undefined)[]): boolean {
    return says(texts.join(' '), this.typed);
  }
}

const SOUGHT = Symbol('sought');
const GROUP = Symbol('group');

export function provideSought(sought: Sought): void {
  setContext(SOUGHT, sought);
}

/** A group tells its lines its name. */
export function provideGroup(name: () => string): void {
  setContext(GROUP, name);
}

/** For a line: whether it is shown, by all that it says. */
export function lookedFor(): (...texts: (string | undefined)[]) => boolean {
  const sought = getContext<Sought | undefined>(SOUGHT);
  const group = getContext<(() => string) | undefined>(GROUP);
  return (...texts) => !sought || sought.fits(group?.(), ...texts);
}

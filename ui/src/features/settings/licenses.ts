/** The licenses of what others have made, as `ui/licenses.config.ts` gathers them. */

/** One package. */
export interface License {
  name: string;
  version: string;
  /** In the words of SPDX, such as `MIT OR Apache-2.0`. */
  license: string;
  /** The texts that lie in the package. */
  texts: string[];
}

/** All of them, each text once. */
export interface Packed {
  packages: (Omit<License, 'texts'> & { texts: number[] })[];
  texts: string[];
}

/** Those that a search finds, by name or license. */
export function found(all: Packed['packages'], typed: string): Packed['packages'] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ name, license }) => {
    const text = `${name} ${license}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

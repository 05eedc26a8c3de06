import type { CompilerOptions } from '@inlang/paraglide-js';

/** How the messages become functions. `npm run check:ui` gives the same to the command line. */
export const messages: CompilerOptions = {
  project: './ui/src/i18n/project.inlang',
  outdir: './ui/src/i18n/paraglide',
  strategy: ['globalVariable', 'baseLocale'],
  outputStructure: 'locale-modules',
  emitReadme: false,
};

/** What components know of the shell: `shell.ts`, or in tests the double that stands in its place. */
import { createContext } from 'svelte';

import type { Backend } from './shell';

export * from './shell';

/** The backend of the window that a component is in. */
export const [backend, provideBackend] = createContext<Backend>();

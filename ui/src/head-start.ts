/** What the first screen needs, asked before the window's words are loaded and anything is drawn. */
import type { Backend } from './shell';

const FIRST = ['appState', 'listAccounts', 'listGroups', 'codes', 'notices', 'getBackIn', 'recoverySheet'] as const;

/** Codes age: an answer that nobody took by then is asked for anew. */
const FRESH_MS = 1000;

/** The backend whose first answers are already on their way. A refusal counts for nothing: then it is asked when it is wanted. */
export function headStart(backend: Backend): Backend {
  return { ...backend, ...Object.fromEntries(FIRST.map((name) => [name, once<unknown>(backend[name])])) };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  const since = performance.now();
  let first: Promise<T> | null = ask();
  first.catch(() => undefined);
  return () => {
    const begun = performance.now() - since < FRESH_MS ? first : null;
    first = null;
    return begun?.catch(ask) ?? ask();
  };
}

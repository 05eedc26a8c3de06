/** What the first screen needs, asked before the window's words are loaded and anything is drawn. */
import type { Backend, FirstLook } from './shell';

/** Codes age: an answer that nobody took by then is asked for anew. */
const FRESH_MS = 1000;

/** The backend whose first answers are already on their way. What is missing among them is asked for when it is wanted. */
export function headStart(backend: Backend): Backend {
  const since = performance.now();
  const look = backend.firstLook().catch(() => null);

  /** Answers by a part of the first look, once, and then by the command itself. */
  function once<Part extends keyof FirstLook>(part: Part, ask: () => Promise<NonNullable<FirstLook[Part]>>) {
    let isTaken = false;
    return async () => {
      const isFresh = !isTaken && performance.now() - since < FRESH_MS;
      isTaken = true;
      return (isFresh ? (await look)?.[part] : null) ?? ask();
    };
  }

  return {
    ...backend,
    appState: once('state', backend.appState),
    listAccounts: once('accounts', backend.listAccounts),
    listGroups: once('groups', backend.listGroups),
    codes: once('codes', backend.codes),
    notices: once('notices', backend.notices),
    getBackIn: once('waysBack', backend.getBackIn),
    recoverySheet: once('sheet', backend.recoverySheet),
  };
}

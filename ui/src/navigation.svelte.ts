/**
 * Which view the window shows. A question is no view: it lies over all of them, and what was begun goes on below it.
 */
import { createContext } from 'svelte';

import type { PendingView } from './backend';

export type View =
  /** The list; on desktops the chosen account beside it. */
  | { at: 'accounts' }
  /** One account; on phones instead of the list. */
  | { at: 'account'; accountId: string }
  | { at: 'settings' }
  | { at: 'rename'; accountId: string }
  | { at: 'arrange'; accountId: string }
  | { at: 'import' }
  | { at: 'trash' }
  | { at: 'linking'; start?: 'this-device' | 'computer'; address?: string; received?: PendingView }
  | { at: 'backup-codes'; accountId: string };

export class Navigation {
  view = $state.raw<View>({ at: 'accounts' });
  /** The account that the list points at. */
  selectedId = $state<string | null>(null);
  /**
   * A linking that the person has confirmed is under way. A link from outside then waits for its end, so that the six
   * digits do not vanish; before that, it takes the screen at once.
   */
  linkingUnderWay = $state(false);

  #received: PendingView[] = [];

  /** Points at an account without leaving the list. */
  select(accountId: string): void {
    this.selectedId = accountId;
    if (this.view.at === 'settings' || this.view.at === 'account') this.view = { at: 'accounts' };
  }

  openAccount(accountId: string): void {
    this.selectedId = accountId;
    this.view = { at: 'account', accountId };
  }

  openSettings(): void {
    this.view = { at: 'settings' };
  }

  openRename(accountId: string): void {
    this.selectedId = accountId;
    this.view = { at: 'rename', accountId };
  }

  openArrange(accountId: string): void {
    this.selectedId = accountId;
    this.view = { at: 'arrange', accountId };
  }

  openImport(): void {
    this.view = { at: 'import' };
  }

  openTrash(): void {
    this.view = { at: 'trash' };
  }

  openLinking(start?: 'this-device' | 'computer'): void {
    this.view = { at: 'linking', ...(start ? { start } : {}) };
  }

  /** Links an account again, at the server where it was. */
  linkAgain(address: string): void {
    this.view = { at: 'linking', start: 'this-device', address };
  }

  openBackupCodes(accountId: string): void {
    this.selectedId = accountId;
    this.view = { at: 'backup-codes', accountId };
  }

  /** Links from outside: each is shown and waits for the person's word. */
  receive(pending: PendingView[]): void {
    this.#received.push(...pending);
    if (this.#received.length > 0 && !this.linkingUnderWay) this.#showReceived();
  }

  /** Leaves the view for the one that it was opened from. */
  close(): void {
    this.linkingUnderWay = false;
    if (this.#received.length > 0) {
      this.#showReceived();
      return;
    }
    const { view } = this;
    const fromAccount = view.at === 'rename' || view.at === 'arrange' || view.at === 'backup-codes';
    if (view.at === 'trash') {
      this.openSettings();
      return;
    }
    this.view = fromAccount ? { at: 'account', accountId: view.accountId } : { at: 'accounts' };
  }

  /** An account is gone: nothing may point at it any more. */
  leave(accountId: string): void {
    if (this.selectedId === accountId) this.selectedId = null;
    if ('accountId' in this.view && this.view.accountId === accountId) this.view = { at: 'accounts' };
  }

  #showReceived(): void {
    const received = this.#received.shift();
    if (received) this.view = { at: 'linking', received };
  }
}

export const [navigation, provideNavigation] = createContext<Navigation>();

/**
 * Which view the window shows. A question is no view: it lies over all of them, and what was begun goes on below it.
 */
import { createContext } from 'svelte';

import type { ImportPreview, PendingView } from './backend';
import type { Given } from './receiver.svelte';

export type View =
  /** The list; on desktops the chosen account beside it. */
  | { at: 'accounts' }
  /** One account; on phones instead of the list. */
  | { at: 'account'; accountId: string }
  | { at: 'settings' }
  | { at: 'backups' }
  | { at: 'get-back-in' }
  | { at: 'save-backup' }
  | { at: 'recovery-sheet' }
  /** Of one account, or of all. */
  | { at: 'export'; accountId?: string }
  | { at: 'rename'; accountId: string }
  | { at: 'arrange'; accountId: string }
  | { at: 'icon'; accountId: string }
  /** With the file of a pack that was given elsewhere. */
  | { at: 'icon-packs'; file?: string }
  /** From a file that is to be chosen, from what was given, or what was read or has arrived already. */
  | { at: 'import'; given?: Given; arrived?: ImportPreview }
  | { at: 'send-move' }
  | { at: 'receive-move' }
  | { at: 'link-again' }
  | { at: 'groups' }
  | { at: 'licenses' }
  | { at: 'trash' }
  /** Of one account, or of all. */
  | { at: 'history'; accountId?: string }
  | { at: 'linking'; start?: 'this-device' | 'computer'; address?: string; user?: string; received?: PendingView; from?: 'link-again' }
  | { at: 'backup-codes'; accountId: string; from?: 'link-again' };

/** Where a view leads back to, if not to the list. */
const parents: Partial<Record<View['at'], 'settings' | 'backups' | 'get-back-in'>> = {
  backups: 'settings',
  groups: 'settings',
  'icon-packs': 'settings',
  licenses: 'settings',
  trash: 'settings',
  history: 'settings',
  'get-back-in': 'settings',
  'save-backup': 'backups',
  'send-move': 'settings',
  export: 'backups',
  'recovery-sheet': 'get-back-in',
};

/** Where nothing is begun that a drop or a paste would end. */
export function isAtRest(view: View): boolean {
  return isBesideList(view) || view.at === 'accounts' || view.at === 'account' || view.at === 'trash' || view.at === 'history';
}

/** On desktops these stand beside the list. */
export function isBesideList(view: View): boolean {
  return view.at === 'settings' || view.at === 'backups' || view.at === 'get-back-in';
}

export class Navigation {
  #view = $state.raw<View>({ at: 'accounts' });
  #wanted: View | null = null;
  #load: (at: View['at']) => Promise<void> | null;
  /** The account that the list points at. */
  selectedId = $state<string | null>(null);
  /**
   * A linking that the person has confirmed is under way. A link from outside then waits for its end, so that the six
   * digits do not vanish; before that, it takes the screen at once.
   */
  linkingUnderWay = $state(false);

  #received: PendingView[] = [];

  /** `load` gets what a view needs, if it is not there yet. */
  constructor(load: (at: View['at']) => Promise<void> | null = () => null) {
    this.#load = load;
  }

  /** The view that is shown. Another one takes its place when it is loaded. */
  get view(): View {
    return this.#view;
  }

  set view(view: View) {
    this.#wanted = view;
    const loading = this.#load(view.at);
    if (loading) void loading.then(() => this.#show(view));
    else this.#show(view);
  }

  /** Points at an account without leaving the list. */
  select(accountId: string): void {
    this.selectedId = accountId;
    if (isBesideList(this.view) || this.view.at === 'account') this.view = { at: 'accounts' };
  }

  openAccount(accountId: string): void {
    this.selectedId = accountId;
    this.view = { at: 'account', accountId };
  }

  openSettings(): void {
    this.view = { at: 'settings' };
  }

  openBackups(): void {
    this.view = { at: 'backups' };
  }

  openGetBackIn(): void {
    this.view = { at: 'get-back-in' };
  }

  openSaveBackup(): void {
    this.view = { at: 'save-backup' };
  }

  openRecoverySheet(): void {
    this.view = { at: 'recovery-sheet' };
  }

  openExport(accountId?: string): void {
    if (accountId) this.selectedId = accountId;
    this.view = { at: 'export', ...(accountId ? { accountId } : {}) };
  }

  openRename(accountId: string): void {
    this.selectedId = accountId;
    this.view = { at: 'rename', accountId };
  }

  openArrange(accountId: string): void {
    this.selectedId = accountId;
    this.view = { at: 'arrange', accountId };
  }

  openIcon(accountId: string): void {
    this.selectedId = accountId;
    this.view = { at: 'icon', accountId };
  }

  openIconPacks(file?: string): void {
    this.view = { at: 'icon-packs', ...(file ? { file } : {}) };
  }

  openImport(given?: Given): void {
    this.view = { at: 'import', ...(given ? { given } : {}) };
  }

  /** Shows what was read elsewhere, or has arrived from another device. */
  openArrived(arrived: ImportPreview): void {
    this.view = { at: 'import', arrived };
  }

  openSendMove(): void {
    this.view = { at: 'send-move' };
  }

  openReceiveMove(): void {
    this.view = { at: 'receive-move' };
  }

  openLinkAgain(): void {
    this.view = { at: 'link-again' };
  }

  openGroups(): void {
    this.view = { at: 'groups' };
  }

  openLicenses(): void {
    this.view = { at: 'licenses' };
  }

  openTrash(): void {
    this.view = { at: 'trash' };
  }

  openHistory(accountId?: string): void {
    if (accountId) this.selectedId = accountId;
    this.view = { at: 'history', ...(accountId ? { accountId } : {}) };
  }

  openLinking(start?: 'this-device' | 'computer'): void {
    this.view = { at: 'linking', ...(start ? { start } : {}) };
  }

  /** Links an account again, at the server where it was; from the list of those that wait, it goes back there. */
  linkAgain(address: string, user: string): void {
    const from = this.view.at === 'link-again' ? { from: this.view.at } : {};
    this.view = { at: 'linking', start: 'this-device', address, user, ...from };
  }

  openBackupCodes(accountId: string): void {
    this.selectedId = accountId;
    const from = this.view.at === 'linking' && this.view.from ? { from: this.view.from } : {};
    this.view = { at: 'backup-codes', accountId, ...from };
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
    const isOfAccount = view.at === 'rename' || view.at === 'arrange' || view.at === 'icon' || view.at === 'backup-codes' || view.at === 'export' || view.at === 'history';
    if ('from' in view && view.from) this.view = { at: view.from };
    else if (isOfAccount && view.accountId) {
      this.view = { at: 'account', accountId: view.accountId };
    } else this.view = { at: parents[view.at] ?? 'accounts' };
  }

  /** An account is gone: nothing may point at it any more. */
  leave(accountId: string): void {
    if (this.selectedId === accountId) this.selectedId = null;
    if ('accountId' in this.view && this.view.accountId === accountId) this.view = { at: 'accounts' };
  }

  /** Only what was wanted last is shown. */
  #show(view: View): void {
    if (this.#wanted === view) this.#view = view;
  }

  #showReceived(): void {
    const received = this.#received.shift();
    if (received) this.view = { at: 'linking', received };
  }
}

export const [navigation, provideNavigation] = createContext<Navigation>();

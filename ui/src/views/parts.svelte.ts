/**
 * The views that the window can do without at first: each is loaded when it is wanted, or when nothing else is to be
 * done. Until it is there, the view before it stays, so that nothing flashes.
 */
import { createContext } from 'svelte';

import type { View } from '../navigation.svelte';
import { painted } from '../painted';
import { Part } from '../part.svelte';

export class Parts {
  readonly beside = new Part(() => import('./Beside.svelte'));
  readonly linking = new Part(() => import('../features/linking/Linking.svelte'));
  readonly import = new Part(() => import('../features/import/Import.svelte'));
  readonly sendMove = new Part(() => import('../features/moving/Send.svelte'));
  readonly receiveMove = new Part(() => import('../features/moving/Receive.svelte'));
  readonly linkAgain = new Part(() => import('../features/moving/LinkAgain.svelte'));
  readonly groups = new Part(() => import('../features/accounts/Groups.svelte'));
  readonly arrange = new Part(() => import('../features/accounts/Arrange.svelte'));
  /** Of accounts whose codes go by a counter; all of the others are in the window at once. */
  readonly account = new Part(() => import('../features/accounts/CounterCode.svelte'));
  readonly icon = new Part(() => import('../features/icons/ChooseIcon.svelte'));
  readonly iconPacks = new Part(() => import('../features/icons/IconPacks.svelte'));
  readonly rename = new Part(() => import('../features/accounts/Rename.svelte'));
  readonly history = new Part(() => import('../features/question/History.svelte'));
  readonly licenses = new Part(() => import('../features/settings/Licenses.svelte'));
  readonly trash = new Part(() => import('../features/trash/Trash.svelte'));
  readonly backupCodes = new Part(() => import('../features/backup-codes/BackupCodes.svelte'));
  readonly saveBackup = new Part(() => import('../features/backup/SaveBackup.svelte'));
  readonly recoverySheet = new Part(() => import('../features/backup/RecoverySheet.svelte'));
  readonly export = new Part(() => import('../features/backup/Export.svelte'));

  /** No views of their own, and wanted before most of these. */
  readonly dropArea = new Part(() => import('./DropArea.svelte'));
  readonly devices = new Part(() => import('../features/accounts/Devices.svelte'));
  readonly trouble = new Part(() => import('../features/accounts/Trouble.svelte'));
  readonly removing = new Part(() => import('../features/accounts/RemovalDialogs.svelte'));
  readonly importToast = new Part(() => import('../features/import/ImportToast.svelte'));
  readonly verifyPerson = new Part(() => import('../components/VerifyPerson.svelte'));
  readonly showPerson = new Part(() => import('../features/question/ShowPerson.svelte'));

  readonly #of: Partial<Record<View['at'], Part<unknown>>> = {
    account: this.account,
    settings: this.beside,
    backups: this.beside,
    'get-back-in': this.beside,
    linking: this.linking,
    import: this.import,
    'send-move': this.sendMove,
    'receive-move': this.receiveMove,
    'link-again': this.linkAgain,
    groups: this.groups,
    arrange: this.arrange,
    icon: this.icon,
    'icon-packs': this.iconPacks,
    rename: this.rename,
    history: this.history,
    licenses: this.licenses,
    trash: this.trash,
    'backup-codes': this.backupCodes,
    'save-backup': this.saveBackup,
    'recovery-sheet': this.recoverySheet,
    export: this.export,
  };

  /** Loads what a view needs; nothing when it is there already. */
  load(at: View['at']): Promise<void> | null {
    const part = this.#of[at];
    return !part || part.isLoaded ? null : part.load();
  }

  /** Loads all of them, one by one, once something is seen, whenever the window has nothing else to do. The answer ends it. */
  whenIdle(): () => void {
    const waiting: Part<unknown>[] = [this.dropArea, this.devices, this.trouble, this.removing, this.importToast, this.verifyPerson, this.showPerson, ...Object.values(this.#of)];
    let stopped = false;
    const next = () => {
      const part = waiting.shift();
      if (stopped || !part) return;
      void part.load().then(() => idle(next));
    };
    void painted().then(next);
    return () => (stopped = true);
  }
}

/** Safari does not tell when it is idle; a moment later it likely is. */
function idle(then: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(() => then(), { timeout: 2000 });
  else setTimeout(then, 200);
}

export const [parts, provideParts] = createContext<Parts>();

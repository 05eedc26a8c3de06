/** Stands in for the shell in the gallery: fixed answers, and the little that changes when a person acts. */
import type { Backend, CommandError, FoundView, Stop } from '../../src/backend';
import { Failure } from '../../src/backend';
import { iconPacks, type World, world } from './world';

/** The shape of a QR code, with nothing in it. */
const code = {
  svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><rect width="9" height="9" fill="#fff"/><path d="M1 1h3v3H1zM5 1h3v3H5zM1 5h3v3H1zM5 6h2v2H5z"/></svg>',
  accounts: 4,
};

const moveCode = { text: 'COUNTERSIGN-MOVE:1:AGE1', svg: code.svg };

/** Some frames. */
const LATE_MS = 60;
/** Longer than anything waits for it. */
const SLOW_MS = 900;

type Heard = (payload: never) => void;

export class Double {
  readonly backend: Backend;
  #world: World;
  #heard = new Map<string, Set<Heard>>();
  /** The list before the last removal. */
  #before: World['accounts'] = [];

  constructor(world: World) {
    this.#world = world;
    this.backend = this.#make();
  }

  #on(name: string): (heard: Heard) => Stop {
    return (heard) => {
      const all = this.#heard.get(name) ?? new Set<Heard>();
      this.#heard.set(name, all.add(heard));
      return () => all.delete(heard);
    };
  }

  /** Tells the window that something happened. */
  tell(name: string, payload: object): void {
    for (const heard of this.#heard.get(name) ?? []) Reflect.apply(heard, undefined, [payload]);
  }

  /** Changes the world, and says so. */
  change(changes: Partial<World>): void {
    this.#world = { ...this.#world, ...changes };
    for (const name of ['vault', 'accounts', 'questions', 'notices', 'backups', 'history']) this.tell(name, {});
  }

  async #answer<T>(name: string, data: () => T): Promise<T> {
    if (this.#world.silent.includes(name)) return new Promise<T>(() => undefined);
    if (this.#world.late.includes(name)) await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    if (this.#world.slow.includes(name)) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    const error: CommandError | undefined = this.#world.failing[name];
    if (error) throw new Failure(error);
    return data();
  }

  #make(): Backend {
    const now = () => this.#world;
    const say = <T>(name: string, data: () => T) => this.#answer(name, data);
    const nothing = (name: string) => async () => say(name, () => null);
    const first = () => {
      const [found] = now().read;
      if (!found) throw new Failure({ code: 'clipboard_empty', message: 'nothing to read', details: null });
      return found;
    };
    const found = (): FoundView =>
      now().read.length > 1 ? { kind: 'several', preview: now().preview } : { kind: 'one', pending: first() };
    const note = () => ({ clearsAfterMs: 30_000 });
    return {
      appState: () => say('appState', () => now().state),
      // The gallery draws without the first script; whatever is missing here is asked for by itself.
      firstLook: () => say('firstLook', () => ({ state: now().state, accounts: null, groups: null, codes: null, notices: null, waysBack: null, sheet: null })),
      choosePassphrase: nothing('choosePassphrase'),
      unlock: nothing('unlock'),
      unlockWithPin: nothing('unlockWithPin'),
      unlockWithBiometrics: () => {
        if (now().failing.unlockWithBiometrics?.code === 'biometrics_changed') {
          this.#world = { ...now(), state: { ...now().state, biometricSlot: false } };
        }
        return say('unlockWithBiometrics', () => null);
      },
      unlockWithRecoveryWords: () => say('unlockWithRecoveryWords', () => 'opened' as const),
      retryOpen: () => say('retryOpen', () => now().state),
      startOverWithoutVault: nothing('startOverWithoutVault'),
      startOverBesideVault: () =>
        say('startOverBesideVault', () => {
          this.change({ state: world().state, accounts: [], codes: [] });
          return `${now().place}.set-aside`;
        }),
      lookAtDamage: () => say('lookAtDamage', () => now().damage),
      saveReadable: () =>
        say('saveReadable', () => {
          this.change({ state: world().state });
          return { accounts: now().damage.accounts.length, kept: `${now().place}.damaged` };
        }),
      vaultPlace: () => say('vaultPlace', () => now().place),
      personCheck: () => say('personCheck', () => now().person),
      verifyPerson: nothing('verifyPerson'),
      verifyPersonByBiometrics: nothing('verifyPersonByBiometrics'),
      setBiometrics: nothing('setBiometrics'),
      removeBiometrics: nothing('removeBiometrics'),
      setPin: nothing('setPin'),
      removePin: nothing('removePin'),
      setPassphrase: nothing('setPassphrase'),
      removePassphrase: nothing('removePassphrase'),
      lock: nothing('lock'),
      autoLock: () => say('autoLock', () => now().autoLock),
      setAutoLock: (autoLock) =>
        say('setAutoLock', () => {
          this.change({ autoLock });
          return null;
        }),
      personIsHere: nothing('personIsHere'),
      listAccounts: () => say('listAccounts', () => now().accounts),
      accountDetails: (id) =>
        say('accountDetails', () => {
          const view = now().accounts.find((account) => account.id === id);
          if (!view) throw new Failure({ code: 'account_unknown', message: id, details: null });
          return { view, devices: null, thisDeviceId: null, devicesError: null, frozenAt: null, keysMadeAt: null, resetAt: null, ...now().details };
        }),
      renameAccount: (id, service, user) =>
        say('renameAccount', () => {
          this.change({ accounts: now().accounts.map((each) => (each.id === id ? { ...each, service, user } : each)) });
          return null;
        }),
      moveAccount: (id, toIndex) =>
        say('moveAccount', () => {
          const others = now().accounts.filter((each) => each.id !== id);
          const moved = now().accounts.filter((each) => each.id === id);
          this.change({ accounts: [...others.slice(0, toIndex), ...moved, ...others.slice(toIndex)] });
          return null;
        }),
      stopSignIns: nothing('stopSignIns'),
      allowSignIns: nothing('allowSignIns'),
      removeAccount: (id) =>
        say('removeAccount', () => {
          this.#before = now().accounts;
          if (now().removal !== 'last_method') this.change({ accounts: now().accounts.filter((each) => each.id !== id) });
          return now().removal;
        }),
      undoRemove: () =>
        say('undoRemove', () => {
          this.change({ accounts: this.#before });
          return null;
        }),
      renewDeviceKeys: nothing('renewDeviceKeys'),
      renameDevice: nothing('renameDevice'),
      forgetPairing: nothing('forgetPairing'),
      believeServerAgain: nothing('believeServerAgain'),
      openManagePage: nothing('openManagePage'),
      codes: () => say('codes', () => now().codes),
      copyCode: () => say('copyCode', note),
      nextCounterCode: (id) => say('nextCounterCode', () => ({ accountId: id, digits: '755224', counter: '0' })),
      stepCounterBack: () => say('stepCounterBack', () => null),
      previewFiles: () => say('previewFiles', () => now().preview),
      lookAtTable: () => say('lookAtTable', () => now().table),
      confirmImport: (_id, choices) => say('confirmImport', () => ({ importId: 'i1', added: choices.length, replaced: 0 })),
      cancelImport: nothing('cancelImport'),
      listImports: () => say('listImports', () => now().imports),
      undoImport: () =>
        say('undoImport', () => {
          const [undone] = now().imports;
          if (!undone) throw new Failure({ code: 'import_unknown', message: 'nothing to undo', details: null });
          this.change({ imports: [] });
          return undone;
        }),
      setPinned: (id, isPinned) =>
        say('setPinned', () => {
          this.change({ accounts: now().accounts.map((each) => (each.id === id ? { ...each, isPinned } : each)) });
          return null;
        }),
      setGroups: nothing('setGroups'),
      listGroups: () => say('listGroups', () => [...new Set(now().accounts.flatMap(({ groups }) => groups))]),
      orderGroups: nothing('orderGroups'),
      setIcon: (id, choice) =>
        say('setIcon', () => {
          const iconName = choice.kind === 'built_in' ? choice.name : null;
          this.change({ accounts: now().accounts.map((each) => (each.id === id ? { ...each, iconName, iconPicture: null } : each)) });
          return null;
        }),
      addIconPack: () =>
        say('addIconPack', () => {
          const [pack] = iconPacks;
          if (!pack) throw new Error('the gallery has a pack');
          this.#world = { ...now(), iconPacks };
          return { pack, leftOut: 2 };
        }),
      listIconPacks: () => say('listIconPacks', () => now().iconPacks),
      removeIconPack: () =>
        say('removeIconPack', () => {
          this.#world = { ...now(), iconPacks: [] };
          return null;
        }),
      iconsOfPacks: () => say('iconsOfPacks', () => now().packMatches),
      findPackIcons: (typed) => say('findPackIcons', () => now().packIcons.filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))),
      renameGroup: nothing('renameGroup'),
      removeGroup: nothing('removeGroup'),
      setNote: nothing('setNote'),
      showNote: () => say('showNote', () => now().note),
      listTrash: () => say('listTrash', () => now().trash),
      restoreFromTrash: nothing('restoreFromTrash'),
      eraseFromTrash: nothing('eraseFromTrash'),
      checkClock: () => say('checkClock', () => ({ offsetSeconds: -42, hosts: ['www.cloudflare.com', 'www.mozilla.org'] })),
      clockCorrection: () => say('clockCorrection', () => ({ offsetSeconds: null, hosts: ['www.cloudflare.com', 'www.mozilla.org'] })),
      dropClockCorrection: () => say('dropClockCorrection', () => ({ offsetSeconds: null, hosts: ['www.cloudflare.com', 'www.mozilla.org'] })),
      readText: () => say('readText', found),
      readImage: () => say('readImage', found),
      readClipboard: () => say('readClipboard', found),
      readScreen: () => say('readScreen', found),
      givePin: () => say('givePin', first),
      scanWithCamera: () => say('scanWithCamera', found),
      cancelScan: nothing('cancelScan'),
      enterSetupCode: () => say('enterSetupCode', first),
      enterSetupKey: () => say('enterSetupKey', first),
      logInFromThisDevice: () => say('logInFromThisDevice', first),
      receivedLinks: () => say('receivedLinks', () => now().received),
      confirmPending: () => say('confirmPending', () => now().pending),
      pendingStatus: () => say('pendingStatus', () => now().pending),
      cancelPending: nothing('cancelPending'),
      backupCodes: () => say('backupCodes', () => now().backupCodes),
      copyBackupCodes: () => say('copyBackupCodes', note),
      saveBackupCodes: () => say('saveBackupCodes', () => ({ path: '/home/robin/Northlake backup codes.txt' })),
      backupCodesKept: nothing('backupCodesKept'),
      backups: () => say('backups', () => now().backups),
      chooseBackupFolder: () => say('chooseBackupFolder', () => true),
      setBackupFolder: nothing('setBackupFolder'),
      backUpNow: nothing('backUpNow'),
      answerBackupQuestion: nothing('answerBackupQuestion'),
      saveBackup: () => say('saveBackup', () => ({ path: '/media/robin/STICK/countersign-backup.age', accounts: 8 })),
      checkBackup: (path) => say('checkBackup', () => ({ path, accounts: 7 })),
      forgetHandBackup: nothing('forgetHandBackup'),
      exportLosses: () => say('exportLosses', () => now().losses),
      saveExport: () => say('saveExport', () => ({ path: '/home/robin/accounts.txt', accounts: 8 })),
      exportPages: () => say('exportPages', () => [code, code]),
      exportAccount: () => say('exportAccount', () => ({ ...code, accounts: 1 })),
      beginSending: () => say('beginSending', () => ({ code: moveCode, number: '4821 0932' })),
      confirmSending: () => say('confirmSending', () => ({ count: now().moveParts, accounts: 8 })),
      movePart: () => say('movePart', () => moveCode),
      saveMove: () => say('saveMove', () => ({ path: '/media/robin/STICK/countersign-move.age', accounts: 8 })),
      beginReceiving: () => say('beginReceiving', () => moveCode),
      hearGreeting: () => say('hearGreeting', () => '4821 0932'),
      takeMove: () => say('takeMove', () => now().arrival),
      endMove: nothing('endMove'),
      copyMoveCode: nothing('copyMoveCode'),
      recoverySheet: () => say('recoverySheet', () => now().sheet),
      printRecoverySheet: () => say('printRecoverySheet', () => true),
      beginSheetCheck: () =>
        say('beginSheetCheck', () => [
          { part: 'recovery_key' as const, place: 3 },
          { part: 'recovery_key' as const, place: 11 },
          { part: 'identity' as const, place: 7 },
          { part: 'identity' as const, place: 20 },
        ]),
      checkSheet: () => say('checkSheet', () => now().wrongWord),
      getBackIn: () => say('getBackIn', () => now().getBackIn),
      askAboutWaysBack: nothing('askAboutWaysBack'),
      questions: () => say('questions', () => now().questions),
      answerQuestion: (_id, _cid, decision) =>
        say('answerQuestion', () => ({
          outcome: decision === 'approve' ? ('approved' as const) : ('declined' as const),
          triesLeft: null,
          endedAs: null,
          by: null,
          at: null,
        })),
      revealOfflineDigits: () => say('revealOfflineDigits', () => '77152885'),
      reportNotMe: nothing('reportNotMe'),
      checkNow: nothing('checkNow'),
      dismissQuestion: (cid) =>
        say('dismissQuestion', () => {
          this.change({ questions: now().questions.filter((each) => each.cid !== cid) });
          return null;
        }),
      history: () => say('history', () => now().history),
      eraseHistory: (accountId) =>
        say('eraseHistory', () => {
          this.change({ history: now().history.filter((each) => accountId !== null && each.accountId !== accountId) });
          return null;
        }),
      notices: () => say('notices', () => now().notices),
      dismissNotice: (id) =>
        say('dismissNotice', () => {
          this.change({ notices: now().notices.filter((each) => each.id !== id) });
          return null;
        }),
      waking: () => say('waking', () => now().waking),
      setWaking: (isOn) =>
        say('setWaking', () => {
          const { waking } = now();
          this.change({ waking: waking && { ...waking, isOn } });
          return null;
        }),
      computer: () => say('computer', () => (['android', 'ios'].includes(now().state.platform) ? null : now().computer)),
      changeComputer: (change) =>
        say('changeComputer', () => {
          const { computer } = now();
          if (change.what === 'keep_running') this.change({ computer: { ...computer, keepRunning: change.on } });
          else if (change.what === 'start_at_login') this.change({ computer: { ...computer, startAtLogin: change.on } });
          else if (change.what === 'copy_and_close') this.change({ computer: { ...computer, copyAndClose: change.on } });
          else if (change.what === 'say_releases') this.change({ computer: { ...computer, releases: computer.releases && { ...computer.releases, isSaid: change.on } } });
          else this.change({ computer: { ...computer, shortcut: change.keys } });
          return null;
        }),
      notificationState: () => say('notificationState', () => now().notifications),
      lookForRelease: () => say('lookForRelease', () => null),
      openReleasePage: () => say('openReleasePage', () => null),
      testNotification: () => say('testNotification', () => now().notifications),
      onVaultStateChanged: this.#on('vault'),
      onAccountsChanged: this.#on('accounts'),
      onPendingChanged: this.#on('pending'),
      onLinkReceived: this.#on('link'),
      onLinkRefused: this.#on('refused'),
      onQuestionsChanged: this.#on('questions'),
      onQuestionOpened: this.#on('opened'),
      onHistoryChanged: this.#on('history'),
      onNoticesChanged: this.#on('notices'),
      onBackupsChanged: this.#on('backups'),
      onSearchAsked: this.#on('search'),
    };
  }
}

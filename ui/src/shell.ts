/**
 * The one seam to the shell. Nothing else in the window knows of Tauri; tests put a double in its place.
 * Commands give their data or throw a `Failure`. The first script is made of it, so it brings nothing else with it.
 */
import { commands, events } from '../../gen/bindings';
import type { AutoLock, CommandError, ComputerChange, Decision, ErrorCode, ErrorDetails, Fact, MoveGiven } from '../../gen/bindings';

export type * from '../../gen/bindings';

/** Why a command came to nothing. The window words the sentence from `code` and `details`. */
export class Failure extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails | null;

  constructor(error: CommandError) {
    super(error.message);
    this.code = error.code;
    this.details = error.details;
  }
}

/** What was thrown, as a failure: anything unforeseen is `internal`. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure({ code: 'internal', message: String(thrown), details: null });
}

/** Tauri refuses with a bare text what never reaches a command: one that is not granted, or data it cannot read. */
type Outcome<T> = { status: 'ok'; data: T } | { status: 'error'; error: CommandError | string };

async function ask<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const answer = await outcome;
  if (answer.status === 'error') throw typeof answer.error === 'string' ? toFailure(answer.error) : new Failure(answer.error);
  return answer.data;
}

/** Ends a subscription. */
export type Stop = () => void;

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

type Listen<T> = (heard: (fact: T) => void) => Stop;

const ears = new Set<(fact: Fact) => void>();
/** The shell is listened to once, for the sake of the start, and for as long as the window is there. */
let listening: Promise<unknown> | null = null;

function on<Kind extends Fact['kind']>(kind: Kind): Listen<FactOf<Kind>> {
  const isOf = (fact: Fact): fact is FactOf<Kind> => fact.kind === kind;
  return (heard) => {
    listening ??= events.fact.listen(({ payload }) => ears.forEach((each) => each(payload)));
    const ear = (fact: Fact) => {
      if (isOf(fact)) heard(fact);
    };
    ears.add(ear);
    return () => ears.delete(ear);
  };
}

/** What the shell can do, by the names of `gen/bindings.ts`. */
export const shell = {
  appState: () => ask(commands.appState()),
  firstLook: () => ask(commands.firstLook()),
  choosePassphrase: (passphrase: string) => ask(commands.choosePassphrase(passphrase)),
  unlock: (passphrase: string) => ask(commands.unlock(passphrase)),
  unlockWithPin: (pin: string) => ask(commands.unlockWithPin(pin)),
  unlockWithBiometrics: () => ask(commands.unlockWithBiometrics()),
  unlockWithRecoveryWords: (words: string) => ask(commands.unlockWithRecoveryWords(words)),
  retryOpen: () => ask(commands.retryOpen()),
  startOverWithoutVault: () => ask(commands.startOverWithoutVault()),
  startOverBesideVault: () => ask(commands.startOverBesideVault()),
  lookAtDamage: (...given: Parameters<typeof commands.lookAtDamage>) => ask(commands.lookAtDamage(...given)),
  saveReadable: () => ask(commands.saveReadable()),
  vaultPlace: () => ask(commands.vaultPlace()),

  personCheck: () => ask(commands.personCheck()),
  verifyPerson: (secret: string) => ask(commands.verifyPerson(secret)),
  verifyPersonByBiometrics: () => ask(commands.verifyPersonByBiometrics()),
  setBiometrics: () => ask(commands.setBiometrics()),
  removeBiometrics: () => ask(commands.removeBiometrics()),
  setPin: (pin: string) => ask(commands.setPin(pin)),
  removePin: () => ask(commands.removePin()),
  setPassphrase: (passphrase: string) => ask(commands.setPassphrase(passphrase)),
  removePassphrase: () => ask(commands.removePassphrase()),

  lock: () => ask(commands.lock()),
  autoLock: () => ask(commands.autoLock()),
  setAutoLock: (chosen: AutoLock) => ask(commands.setAutoLock(chosen)),
  personIsHere: () => ask(commands.personIsHere()),

  listAccounts: () => ask(commands.listAccounts()),
  accountDetails: (...given: Parameters<typeof commands.accountDetails>) => ask(commands.accountDetails(...given)),
  renameAccount: (...given: Parameters<typeof commands.renameAccount>) => ask(commands.renameAccount(...given)),
  moveAccount: (...given: Parameters<typeof commands.moveAccount>) => ask(commands.moveAccount(...given)),
  stopSignIns: (accountId: string) => ask(commands.stopSignIns(accountId)),
  allowSignIns: (accountId: string) => ask(commands.allowSignIns(accountId)),
  removeAccount: (accountId: string) => ask(commands.removeAccount(accountId)),
  undoRemove: (accountId: string) => ask(commands.undoRemove(accountId)),
  renewDeviceKeys: (accountId: string) => ask(commands.renewDeviceKeys(accountId)),
  renameDevice: (...given: Parameters<typeof commands.renameDevice>) => ask(commands.renameDevice(...given)),
  forgetPairing: (accountId: string) => ask(commands.forgetPairing(accountId)),
  believeServerAgain: (accountId: string) => ask(commands.believeServerAgain(accountId)),
  openManagePage: (...given: Parameters<typeof commands.openManagePage>) => ask(commands.openManagePage(...given)),
  codes: () => ask(commands.codes()),
  copyCode: (...given: Parameters<typeof commands.copyCode>) => ask(commands.copyCode(...given)),
  nextCounterCode: (accountId: string) => ask(commands.nextCounterCode(accountId)),
  stepCounterBack: (accountId: string) => ask(commands.stepCounterBack(accountId)),

  readText: (text: string) => ask(commands.readText(text)),
  readImage: (image: string) => ask(commands.readImage(image)),
  readClipboard: () => ask(commands.readClipboard()),
  readScreen: () => ask(commands.readScreen()),
  givePin: (pendingId: string, pin: string) => ask(commands.givePin(pendingId, pin)),
  scanWithCamera: () => ask(commands.scanWithCamera()),
  cancelScan: () => ask(commands.cancelScan()),
  enterSetupCode: (...given: Parameters<typeof commands.enterSetupCode>) => ask(commands.enterSetupCode(...given)),
  enterSetupKey: (...given: Parameters<typeof commands.enterSetupKey>) => ask(commands.enterSetupKey(...given)),
  logInFromThisDevice: (serverAddress: string, user: string | null) =>
    ask(commands.logInFromThisDevice(serverAddress, user)),
  receivedLinks: () => ask(commands.receivedLinks()),
  confirmPending: (pendingId: string) => ask(commands.confirmPending(pendingId, null)),
  pendingStatus: (pendingId: string) => ask(commands.pendingStatus(pendingId)),
  cancelPending: (pendingId: string) => ask(commands.cancelPending(pendingId)),

  previewFiles: (...given: Parameters<typeof commands.previewFiles>) => ask(commands.previewFiles(...given)),
  lookAtTable: (files: string[]) => ask(commands.lookAtTable(files)),
  confirmImport: (...given: Parameters<typeof commands.confirmImport>) => ask(commands.confirmImport(...given)),
  cancelImport: (...given: Parameters<typeof commands.cancelImport>) => ask(commands.cancelImport(...given)),
  listImports: () => ask(commands.listImports()),
  undoImport: (...given: Parameters<typeof commands.undoImport>) => ask(commands.undoImport(...given)),
  setPinned: (...given: Parameters<typeof commands.setPinned>) => ask(commands.setPinned(...given)),
  setGroups: (...given: Parameters<typeof commands.setGroups>) => ask(commands.setGroups(...given)),
  listGroups: () => ask(commands.listGroups()),
  orderGroups: (order: string[]) => ask(commands.orderGroups(order)),
  setIcon: (...given: Parameters<typeof commands.setIcon>) => ask(commands.setIcon(...given)),
  addIconPack: (file: string) => ask(commands.addIconPack(file)),
  listIconPacks: () => ask(commands.listIconPacks()),
  removeIconPack: (packId: string) => ask(commands.removeIconPack(packId)),
  iconsOfPacks: () => ask(commands.iconsOfPacks()),
  findPackIcons: (typed: string) => ask(commands.findPackIcons(typed)),
  renameGroup: (...given: Parameters<typeof commands.renameGroup>) => ask(commands.renameGroup(...given)),
  removeGroup: (...given: Parameters<typeof commands.removeGroup>) => ask(commands.removeGroup(...given)),
  setNote: (...given: Parameters<typeof commands.setNote>) => ask(commands.setNote(...given)),
  showNote: (...given: Parameters<typeof commands.showNote>) => ask(commands.showNote(...given)),
  listTrash: () => ask(commands.listTrash()),
  restoreFromTrash: (...given: Parameters<typeof commands.restoreFromTrash>) => ask(commands.restoreFromTrash(...given)),
  eraseFromTrash: (...given: Parameters<typeof commands.eraseFromTrash>) => ask(commands.eraseFromTrash(...given)),

  checkClock: () => ask(commands.checkClock()),
  clockCorrection: () => ask(commands.clockCorrection()),
  dropClockCorrection: () => ask(commands.dropClockCorrection()),

  backupCodes: (accountId: string) => ask(commands.backupCodes(accountId)),
  copyBackupCodes: (accountId: string) => ask(commands.copyBackupCodes(accountId)),
  saveBackupCodes: (accountId: string) => ask(commands.saveBackupCodes(accountId)),
  backupCodesKept: (accountId: string) => ask(commands.backupCodesKept(accountId)),

  backups: () => ask(commands.backups()),
  chooseBackupFolder: (isElsewhere: boolean) => ask(commands.chooseBackupFolder(isElsewhere)),
  setBackupFolder: (...given: Parameters<typeof commands.setBackupFolder>) => ask(commands.setBackupFolder(...given)),
  backUpNow: () => ask(commands.backUpNow()),
  answerBackupQuestion: (...given: Parameters<typeof commands.answerBackupQuestion>) =>
    ask(commands.answerBackupQuestion(...given)),
  saveBackup: (...given: Parameters<typeof commands.saveBackup>) => ask(commands.saveBackup(...given)),
  checkBackup: (...given: Parameters<typeof commands.checkBackup>) => ask(commands.checkBackup(...given)),
  forgetHandBackup: (path: string) => ask(commands.forgetHandBackup(path)),

  exportLosses: (...given: Parameters<typeof commands.exportLosses>) => ask(commands.exportLosses(...given)),
  saveExport: (...given: Parameters<typeof commands.saveExport>) => ask(commands.saveExport(...given)),
  exportPages: () => ask(commands.exportPages()),
  exportAccount: (accountId: string) => ask(commands.exportAccount(accountId)),

  beginSending: (given: MoveGiven) => ask(commands.beginSending(given)),
  confirmSending: () => ask(commands.confirmSending()),
  movePart: (index: number) => ask(commands.movePart(index)),
  saveMove: () => ask(commands.saveMove()),
  beginReceiving: () => ask(commands.beginReceiving()),
  hearGreeting: (given: MoveGiven) => ask(commands.hearGreeting(given)),
  takeMove: (given: MoveGiven) => ask(commands.takeMove(given)),
  endMove: () => ask(commands.endMove()),
  copyMoveCode: (text: string) => ask(commands.copyMoveCode(text)),

  recoverySheet: () => ask(commands.recoverySheet()),
  printRecoverySheet: () => ask(commands.printRecoverySheet()),
  beginSheetCheck: () => ask(commands.beginSheetCheck()),
  checkSheet: (words: string[]) => ask(commands.checkSheet(words)),
  getBackIn: () => ask(commands.getBackIn()),
  askAboutWaysBack: () => ask(commands.askAboutWaysBack()),

  questions: () => ask(commands.questions()),
  answerQuestion: (accountId: string, cid: string, decision: Decision, number: string | null) =>
    ask(commands.answerQuestion(accountId, cid, decision, number)),
  revealOfflineDigits: (...given: Parameters<typeof commands.revealOfflineDigits>) =>
    ask(commands.revealOfflineDigits(...given)),
  reportNotMe: (...given: Parameters<typeof commands.reportNotMe>) => ask(commands.reportNotMe(...given)),
  checkNow: () => ask(commands.checkNow()),
  dismissQuestion: (cid: string) => ask(commands.dismissQuestion(cid)),

  history: (...given: Parameters<typeof commands.history>) => ask(commands.history(...given)),
  eraseHistory: (...given: Parameters<typeof commands.eraseHistory>) => ask(commands.eraseHistory(...given)),

  notices: () => ask(commands.notices()),
  dismissNotice: (id: string) => ask(commands.dismissNotice(id)),

  waking: () => ask(commands.waking()),
  setWaking: (on: boolean) => ask(commands.setWaking(on)),
  computer: () => ask(commands.computer()),
  changeComputer: (change: ComputerChange) => ask(commands.changeComputer(change)),
  notificationState: () => ask(commands.notificationState()),
  testNotification: () => ask(commands.testNotification()),
  lookForRelease: () => ask(commands.lookForRelease()),
  openReleasePage: () => ask(commands.openReleasePage()),

  onVaultStateChanged: on('vault_state_changed'),
  onAccountsChanged: on('accounts_changed'),
  onPendingChanged: on('pending_changed'),
  onLinkReceived: on('link_received'),
  onLinkRefused: on('link_refused'),
  onQuestionsChanged: on('questions_changed'),
  onQuestionOpened: on('question_opened'),
  onHistoryChanged: on('history_changed'),
  onNoticesChanged: on('notices_changed'),
  onBackupsChanged: on('backups_changed'),
  onSearchAsked: on('search_asked'),
};

export type Backend = typeof shell;

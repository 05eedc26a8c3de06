/** The data that the gallery's screens show: one moment of one person's life, always the same. */
import type {
  AccountDetails,
  AccountView, CodesView,
  AppState,
  AutoLock,
  BackupsView,
  CodeView,
  CommandError,
  ComputerView,
  DamageView,
  EntryView,
  ImportPreview,
  ImportView,
  MoveArrival,
  ExportLosses,
  GetBackInView,
  HistoryView,
  IconPackView,
  NoticeView,
  NotificationState,
  PackIconView,
  PackMatch,
  PendingStatus,
  PendingView,
  PersonCheckView,
  QuestionView,
  RemoveOutcome,
  TrashedView,
  SheetView,
  TableView,
  WakingView,
} from '../../src/backend';

/** Tuesday, 24 November 2026, 9:41 in the morning, UTC. */
export const NOW = Date.UTC(2026, 10, 24, 9, 41) / 1000;
const DAY = 86_400;

/** What the double answers with. A command's name in `failing` makes that command fail. */
export interface World {
  state: AppState;
  accounts: AccountView[];
  codes: CodeView[];
  details: Partial<AccountDetails>;
  notices: NoticeView[];
  questions: QuestionView[];
  history: HistoryView[];
  /** What reading a text, a picture or the clipboard, or beginning a sign-in gives. */
  read: PendingView[];
  /** How far a confirmed linking is. */
  pending: PendingStatus;
  /** Links that came from outside before the window looked. */
  received: PendingView[];
  backupCodes: string[] | null;
  /** What a file would bring. */
  preview: ImportPreview;
  /** A table that nobody knows. */
  table: TableView;
  imports: ImportView[];
  trash: TrashedView[];
  iconPacks: IconPackView[];
  /** What packs have for accounts. */
  packMatches: PackMatch[];
  /** What packs have for a search. */
  packIcons: PackIconView[];
  note: string;
  backups: BackupsView;
  sheet: SheetView;
  getBackIn: GetBackInView;
  losses: ExportLosses;
  /** In how many codes everything moves to another device. */
  moveParts: number;
  /** What has arrived of such a move; nothing while the camera waits. */
  arrival: MoveArrival;
  /** Which typed word is not on the sheet. */
  wrongWord: number | null;
  /** Where the vault's file lies. */
  place: string;
  /** What can be read of a damaged vault. */
  damage: DamageView;
  /** How removing an account goes. */
  removal: RemoveOutcome;
  person: PersonCheckView;
  autoLock: AutoLock;
  /** Who wakes the app while it is closed; nothing where the system has no way. */
  waking: WakingView | null;
  computer: ComputerView;
  notifications: NotificationState;
  failing: Partial<Record<string, CommandError>>;
  /** Commands that never answer. */
  silent: string[];
  /** Commands that answer some frames after the others. */
  late: string[];
  /** The commands that are answered long after. */
  slow: string[];
}

const byTime = (length: number, periodSeconds: number): CodesView => ({ kind: 'totp', length, periodSeconds });
const plain = { codes: byTime(6, 30), formerLink: null, movedTo: null, copiedAt: null, isPinned: false, groups: [], iconName: null, iconPicture: null, hasNote: false };
const linked = { ...plain, kind: 'linked', approvals: 'on', backupCodesPending: false } as const;
const codeOnly = { ...linked, kind: 'code_only', approvals: 'off', origin: null } as const;

export const accounts: AccountView[] = [
  { ...linked, id: 'northlake', service: 'Northlake', user: 'robin@northlake.example', origin: 'https://accounts.northlake.example', linkedAt: NOW - 266 * DAY },
  { ...linked, id: 'academy', service: 'Academy of Applied Sciences, Student Portal', user: 's2187465@students.academy.example', origin: 'https://id.academy.example', linkedAt: NOW - 70 * DAY },
  { ...codeOnly, id: 'kestrel', service: 'Kestrel', user: 'robin-v', linkedAt: NOW - 300 * DAY },
  { ...codeOnly, id: 'tideline', service: 'Tideline Bank', user: 'Contract 4471 2207', codes: byTime(8, 30), linkedAt: NOW - 340 * DAY },
  { ...codeOnly, id: 'orchard', service: 'Orchard Cloud', user: 'root@orchard.example', linkedAt: NOW - 12 * DAY },
  { ...codeOnly, id: 'gridmeter', service: 'Gridmeter', user: 'Flat 12', codes: byTime(6, 60), linkedAt: NOW - 5 * DAY },
  { ...codeOnly, id: 'mossbank', service: 'Mossbank Domains', user: 'hostmaster@verylongsubdomain.robin-vale.example', codes: byTime(10, 30), linkedAt: NOW - 30 * DAY },
  { ...codeOnly, id: 'quillworks', service: 'Quillworks', user: 'robin@northlake.example', linkedAt: NOW - 31 * DAY },
];

const digits: Record<string, [string, string]> = {
  northlake: ['482913', '705118'],
  academy: ['036472', '519027'],
  kestrel: ['917205', '330681'],
  tideline: ['60183947', '11945520'],
  orchard: ['254081', '887310'],
  gridmeter: ['749360', '102488'],
  mossbank: ['3815560427', '9920347716'],
  quillworks: ['129074', '664213'],
};

/** The codes of these accounts, with this much of their half minute left. */
export function codes(leftSeconds: number, of = accounts): CodeView[] {
  return of.map(({ id, codes }) => {
    const periodSeconds = codes?.periodSeconds ?? 30;
    const [now = '', next = ''] = digits[id.replace(/-.*/, '')] ?? [];
    const validForMs = (leftSeconds + (periodSeconds > 30 ? 30 : 0)) * 1000;
    return { accountId: id, digits: now, next, validForMs, periodMs: periodSeconds * 1000 };
  });
}

export const details: Partial<AccountDetails> = {
  devices: [
    { id: 'd1', name: 'Robin’s phone', platform: 'android', state: 'active', linkedAt: NOW - 266 * DAY, lastSeen: NOW - 2 * DAY, isThis: false },
    { id: 'd2', name: 'Study laptop', platform: 'linux', state: 'active', linkedAt: NOW - 20 * DAY, lastSeen: NOW - 60, isThis: true },
  ],
  thisDeviceId: 'd2',
  keysMadeAt: NOW - 20 * DAY,
  devicesError: null,
};

export const question: QuestionView = {
  accountId: 'northlake',
  cid: 'c1',
  service: 'Northlake',
  user: 'robin@northlake.example',
  origin: 'https://accounts.northlake.example',
  application: 'Northlake Mail',
  page: 'mail.northlake.example',
  browser: 'Firefox',
  system: 'Linux',
  ip: '203.0.113.24',
  place: 'Lausanne, Switzerland',
  usualPlace: 'Lausanne, Switzerland',
  browserKnown: true,
  browserLastAt: NOW - 2 * DAY,
  unusual: [],
  startedAt: NOW - 12,
  startedAgoSeconds: 12,
  reason: 'sign-in',
  mode: 'tap',
  digits: null,
  leftMs: 104_000,
  lifetimeMs: 120_000,
  answerable: 'yes_no',
  uv: 'none',
  sending: 'idle',
  scanned: false, ended: null,
};

const past: HistoryView = {
  accountId: 'northlake', cid: 'h1', service: question.service, user: question.user, origin: question.origin,
  application: question.application, page: question.page, browser: question.browser, system: question.system,
  ip: question.ip, place: question.place, usualPlace: question.usualPlace, browserKnown: true,
  browserLastAt: question.browserLastAt, unusual: [], startedAt: NOW - 1_800, askedAt: NOW - 1_795, reason: 'sign-in',
  mode: 'tap', end: 'yes', by: null, endedAt: NOW - 1_780, isReported: false, mayReport: true,
};

/** Some of everything, the latest first. */
export const history: HistoryView[] = [
  past,
  {
    ...past, cid: 'h2', askedAt: NOW - 9_000, startedAt: NOW - 9_004, endedAt: NOW - 8_990, mode: 'number', end: 'no',
    browser: 'Chrome', system: 'Windows', ip: '198.51.100.77', place: 'Porto, Portugal', unusual: ['browser', 'place'],
    browserKnown: false, browserLastAt: null, isReported: true, mayReport: false,
  },
  { ...past, cid: 'h3', askedAt: NOW - DAY, startedAt: NOW - DAY, endedAt: NOW - DAY + 20, reason: 'add-method', mode: 'number', end: 'yes_elsewhere', by: 'Robin’s phone', mayReport: false },
  {
    ...past, cid: 'h4', accountId: 'academy', service: 'Academy of Applied Sciences, Student Portal',
    user: 's2187465@students.academy.example', origin: 'https://id.academy.example', application: 'Student Portal',
    page: null, place: null, askedAt: NOW - 3 * DAY, startedAt: NOW - 3 * DAY, endedAt: NOW - 3 * DAY + 120, end: 'expired', mayReport: false,
  },
  { ...past, cid: 'h5', askedAt: NOW - 40 * DAY, startedAt: NOW - 40 * DAY, endedAt: null, mode: 'offline', end: 'digits', mayReport: false },
];

export const serverFound = {
  kind: 'server', pendingId: 'p1', origin: 'https://accounts.northlake.example', privateAddress: false, way: 'qr',
} as const satisfies PendingView;

export const accountFound = {
  kind: 'code_account', pendingId: 'p2', service: 'Kestrel', user: 'robin-v', digits: 6, periodSeconds: 30, weakSecret: false,
} as const satisfies PendingView;

export const backupCodes = [
  'K7MP4QXD', 'R2VN8TJC', 'W5HY3GLB', 'D9ZF6SKA', 'T4QC7MWP', 'N8JX2VRE', 'B3GL5HYU', 'S6KA9ZFD', 'M7WP4QCT', 'V2RE8JXN',
];

export function error(code: CommandError['code'], about: Partial<NonNullable<CommandError['details']>> = {}): CommandError {
  const details = { origin: null, retryAfterSeconds: null, accountId: null, memoryMib: null, place: null, clockOffsetSeconds: null, ...about };
  return { code, message: code, details };
}

const entry: Omit<EntryView, 'index' | 'service' | 'user'> = {
  kind: 'totp', groups: [], hasNote: false, isIconLeftOut: false, isWeak: false, formerOrigin: null, standing: 'new',
};
const left = { file: null, line: null, path: null, name: null, part: null, of: null } as const;

/** A file of another app, with something of everything. */
export const table: TableView = {
  columns: [
    { name: 'Site', samples: ['Northlake', 'Tideline Bank', 'Orchard Cloud'], role: 'issuer' },
    { name: 'Login', samples: ['robin@northlake.example', 'Contract 4471 2207', 'root@orchard.example'], role: 'account' },
    { name: 'Password', samples: ['…', '…', '…'], role: null },
    { name: '2FA seed', samples: ['JB…', 'KR…', 'ME…'], role: 'secret' },
    { name: 'Remarks', samples: ['office door code is on the blue card'], role: null },
  ],
  hasHeader: true,
};

export const preview: ImportPreview = {
  id: 'i1',
  kind: 'app',
  format: 'Aegis (encrypted)',
  madeAt: null,
  entries: [
    { ...entry, index: 0, service: 'Harbor Mail', user: 'ada@harbor.example' },
    { ...entry, index: 1, service: 'Lantern', user: 'mary', kind: 'hotp' },
    { ...entry, index: 2, service: 'Quarry & Söhne', user: 'emmy', isWeak: true, isIconLeftOut: true },
    { ...entry, index: 3, service: '', user: '' },
    { ...entry, index: 4, service: 'Tideline Bank', user: 'Contract 4471 2207', standing: 'differs' },
    { ...entry, index: 5, service: 'Kestrel', user: 'robin-v', standing: 'here' },
    { ...entry, index: 6, service: 'Northlake', user: 'robin@northlake.example', formerOrigin: 'https://accounts.northlake.example' },
  ],
  skipped: [
    { ...left, path: 'db.entries[11]', name: 'Home router', reason: 'secret_invalid' },
    { ...left, path: 'db.entries[26]', name: 'Old VPN', reason: 'no_secret' },
    { ...left, reason: 'part_missing', part: 2, of: 3 },
  ],
  links: [],
};

export const noBackups: BackupsView = {
  folder: null, last: null, trouble: null, isDue: false, questions: [], byHand: [], accounts: 8,
};

export const backups: BackupsView = {
  ...noBackups,
  folder: { path: '/home/robin/Synchronized/Countersign', isElsewhere: true },
  last: { at: NOW - 27 * 60, accounts: 8, file: 'countersign-2026-11-24T09-14-00Z-0123456789abcdef.age' },
  byHand: [
    { path: '/media/robin/STICK/countersign-backup.age', madeAt: NOW - 3 * DAY, checkedAt: NOW - 3 * DAY, accounts: 7, isElsewhere: true, isGone: false },
    { path: '/home/robin/Documents/countersign-backup.age', madeAt: NOW - 90 * DAY, checkedAt: NOW - 90 * DAY, accounts: 5, isElsewhere: false, isGone: true },
  ],
};

export const losses: ExportLosses = {
  accounts: [
    { accountId: 'northlake', service: 'Northlake', user: 'robin@northlake.example', stays: false, losses: ['pairing'] },
    { accountId: 'tideline', service: 'Tideline Bank', user: 'Contract 4471 2207', stays: false, losses: ['groups', 'note'] },
    { accountId: 'mossbank', service: 'Mossbank Domains', user: 'hostmaster@example', stays: true, losses: ['digits'] },
  ],
  leaving: 7,
};

const allIds = accounts.map(({ id }) => id);

export const noWayBack: GetBackInView = {
  answers: [
    { disaster: 'this_device_lost', withoutWay: allIds.slice(1), step: 'back_up_elsewhere' },
    { disaster: 'other_devices_lost', withoutWay: [], step: null },
    { disaster: 'all_devices_lost', withoutWay: allIds, step: 'back_up_elsewhere' },
    { disaster: 'key_store_lost', withoutWay: allIds.slice(1), step: 'check_sheet' },
    { disaster: 'server_gone', withoutWay: [], step: null },
  ],
  isAmber: true,
  accounts: 8,
  newestHere: null,
  newestElsewhere: null,
  hasCheckedSheet: false,
  hasVaultPassphrase: false,
  withOtherDevices: 1,
  withBackupCodes: 0,
};

export const wayBack: GetBackInView = {
  ...noWayBack,
  answers: noWayBack.answers.map((answer) => ({ ...answer, withoutWay: [], step: null })),
  isAmber: false,
  newestElsewhere: { madeAt: NOW - 27 * 60, byPassphrase: false },
  hasCheckedSheet: true,
};

export const iconPacks: IconPackView[] = [
  { id: '6c2e7d1a-1d3f-4a7e-9a53-3f1f7c0b2d11', name: 'Harbor Icons', version: 3, icons: 412 },
  { id: '9b0c4f52-77aa-4a0e-8a55-0d1f0a9b7c21', name: '', version: 1, icons: 1 },
];

/** The world as it is on a quiet morning. */
export function world(changes: Partial<World> = {}): World {
  return {
    state: {
      phase: 'ready',
      accountCount: null,
      platform: 'linux',
      hasCamera: false,
      locale: 'en',
      development: null,
      passphraseSlot: false,
      pinSlot: false,
      biometricSlot: false,
      biometrics: null,
      newerVersion: null, typeface: null, pinPauseSeconds: null,
    },
    accounts,
    codes: codes(18),
    details,
    notices: [],
    questions: [],
    history,
    read: [serverFound],
    pending: { step: 'contacting' },
    received: [],
    backupCodes,
    preview,
    table,
    imports: [],
    trash: [],
    iconPacks: [],
    packMatches: [],
    packIcons: [],
    note: 'Recovery codes: in the drawer',
    backups,
    sheet: { printedAt: NOW - 20 * DAY, checkedAt: NOW - 20 * DAY, isVoid: false },
    getBackIn: wayBack,
    losses,
    moveParts: 12,
    arrival: { kind: 'missing', of: 12, missing: [3, 7, 8, 11] },
    wrongWord: null,
    place: '/home/robin/.local/share/org.countersign.authenticator/vault.db',
    damage: { accounts: accounts.map(({ service, user }) => ({ service, user })), unreadable: 2, mayMissMore: true },
    removal: 'undoable',
    autoLock: { afterMinutes: 5, onSuspend: true, onScreenLock: true },
    waking: null,
    computer: {
      hasTray: true, keepRunning: false, startAtLogin: false, copyAndClose: false, shortcut: null,
      usualShortcut: 'CommandOrControl+Shift+Space', shortcutState: 'possible', releases: null,
    },
    notifications: 'allowed',
    person: { asks: 'none', isVerified: true, biometrics: null },
    failing: {},
    silent: [],
    late: [],
    slow: [],
    ...changes,
  };
}

/** The app in another state than open. */
export function state(changes: Partial<AppState>): AppState {
  return { ...world().state, ...changes };
}

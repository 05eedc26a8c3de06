// The screens whose pictures are kept: each screen once as it mostly is, and the question in all its ways.
const PHONE_AND_DESK = ['phone-light', 'desk-dark'];
const ALL = ['phone-light', 'phone-dark', 'desk-light', 'desk-dark'];

/** What everybody sees, in both lights on both. */
const OFTEN = [
  'components',
  'first-run', 'locked', 'accounts', 'accounts-last-seconds', 'accounts-copied', 'accounts-menu', 'account', 'link', 'ask-server', 'confirm',
  'backup-codes', 'settings', 'history',
  'question-tap', 'question-warning', 'question-switch-off', 'question-number', 'question-number-6', 'question-number-wrong', 'question-scan',
  'question-offline', 'question-offline-digits', 'question-yes', 'question-no', 'question-expired',
];

/** What is seen now and then: light on the phone, dark on the desktop. */
const SELDOM = [
  'passphrase-wanted', 'locked-pin', 'locked-fingerprint', 'key-missing', 'vault-missing', 'vault-damaged',
  'accounts-search', 'accounts-undo', 'accounts-offline', 'account-frozen', 'rename', 'remove', 'groups', 'arrange', 'notices-all', 'history-unusual',
  'link-here', 'link-computer', 'link-scan', 'link-picture', 'link-setup-code', 'link-setup-key', 'linked', 'link-failed',
  'settings-choose-pin', 'backups', 'backup-save', 'get-back-in', 'recovery-sheet', 'export', 'import', 'import-preview', 'trash',
  'icon', 'icon-packs', 'move-number', 'move-parts', 'move-collect', 'again',
  'question-update', 'question-no-network', 'question-elsewhere',
];

/** What only iPhones have. */
const IPHONE = ['remove-iphone', 'locked-touch-id'];

/** Where colors are forced, what is black on white elsewhere may be white on white: nothing but a picture shows it. */
const FORCED = ['accounts-last-seconds', 'accounts-undo', 'link-computer', 'question-warning'];

/** Each screen, and the shapes in which its picture is kept. */
export const CHOSEN = new Map([...OFTEN.map((name) => [name, ALL]), ...SELDOM.map((name) => [name, PHONE_AND_DESK]), ...IPHONE.map((name) => [name, ['phone-light']])]);
for (const name of FORCED) CHOSEN.set(name, [...(CHOSEN.get(name) ?? []), 'windows-contrast']);

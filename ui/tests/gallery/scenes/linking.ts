/** Every screen of the way from nothing to an account. */
import type { PendingStatus, PendingView } from '../../../src/backend';
import { m } from '../../../src/i18n/paraglide/messages.js';
import { press, says, settled, type } from '../hand';
import { error, serverFound, state, type World } from '../world';
import type { Scene } from './scene';

const ORIGIN = 'https://accounts.northlake.example';
const byBrowser: PendingView = { kind: 'server', pendingId: 'p1', origin: ORIGIN, privateAddress: false, way: 'browser' };
const local: PendingView = { kind: 'server', pendingId: 'p1', origin: 'http://localhost:7420', privateAddress: true, way: 'qr' };
const kestrel = { kind: 'code_account', pendingId: 'p2', service: 'Kestrel', user: 'robin-v', digits: 6, periodSeconds: 30, weakSecret: false } as const;
const sealed: PendingView = { kind: 'pin_needed', pendingId: 'p2', service: 'Yandex', user: 'robin-v' };
const digits: PendingStatus = {
  step: 'confirm_digits', digits: '482913', service: 'Northlake', user: 'robin@northlake.example', leftMs: 252_000,
};
const done: PendingStatus = { step: 'done', accountId: 'northlake', service: 'Northlake', showBackupCodes: false };
const failed = (...about: Parameters<typeof error>): PendingStatus => ({ step: 'failed', error: error(...about) });

const add = () => press(m.accounts_add());
const here = async () => { await add(); await press(m.add_here()); };
const computer = async () => { await add(); await press(m.add_computer()); };
const picture = async () => { await add(); await press(m.add_picture()); };
const setupKey = async () => { await add(); await press(m.add_type_key()); };
const setupCode = async (phone: boolean) => {
  await computer();
  await press(phone ? m.computer_type() : m.computer_type_picture());
  await type(m.address_label(), 'accounts.northlake.example');
  await type(m.setup_code_user(), 'robin');
  await type(m.setup_code_code(), '7QX4-M9TB');
};
const pasted = async () => { await picture(); await press(m.picture_paste()); };
/** Signs in with the browser until the world says how far it is. */
const linked = async () => {
  await here();
  await type(m.address_label(), 'accounts.northlake.example');
  await press(m.next_step(), m.ask_server_go());
  await settled();
};
const way = (name: string, pending: PendingStatus, world: Partial<World> = {}): Scene => ({
  name, world: { read: [byBrowser], pending, ...world }, act: linked,
});

export const linkingScenes: Scene[] = [
  { name: 'link', act: add },
  { name: 'link-here', act: here, focused: true },
  {
    name: 'link-here-development',
    world: { state: state({ development: { serverAddress: 'http://localhost:7420' } }) },
    act: here,
  },
  {
    name: 'link-here-refused',
    world: { failing: { logInFromThisDevice: error('address_malformed') } },
    act: async () => { await here(); await type(m.address_label(), 'northlake'); await press(m.next_step()); await says(m.error_address_malformed()); },
  },
  { name: 'link-computer', act: computer },
  {
    name: 'link-scan',
    world: { silent: ['scanWithCamera'] },
    act: async ({ phone }) => { await computer(); if (phone) await press(m.next_step()); },
  },
  {
    name: 'link-scan-refused',
    world: { failing: { scanWithCamera: error('camera_denied') } },
    act: async ({ phone }) => { await computer(); if (phone) { await press(m.next_step()); await says(m.error_camera_denied()); } },
  },
  { name: 'link-picture', act: picture },
  { name: 'link-no-camera', act: async ({ phone }) => { await add(); if (!phone) await press(m.camera_why()); } },
  {
    name: 'link-picture-refused',
    world: { failing: { readClipboard: error('qr_wifi') } },
    act: async () => { await pasted(); await says(m.error_qr_wifi()); },
  },
  { name: 'link-setup-code', act: ({ phone }) => setupCode(phone) },
  {
    name: 'link-setup-code-refused',
    world: { failing: { enterSetupCode: error('setup_code_malformed') } },
    act: async ({ phone }) => { await setupCode(phone); await press(m.next_step()); await says(m.error_setup_code_malformed()); },
  },
  { name: 'link-setup-key', act: setupKey, focused: true },
  { name: 'link-setup-key-options', act: async () => { await setupKey(); await press(m.setup_key_options()); } },
  {
    name: 'link-setup-key-refused',
    world: { failing: { enterSetupKey: error('secret_malformed') } },
    act: async () => {
      await setupKey();
      await type(m.setup_key_service(), 'Kestrel');
      await type(m.setup_key_key(), 'JBSW Y3D1');
      await press(m.next_step());
      await says(m.error_secret_malformed());
    },
  },
  { name: 'ask-server', act: async () => { await pasted(); await says(m.ask_server_head()); } },
  { name: 'ask-server-private', world: { read: [local] }, act: async () => { await pasted(); await says(m.ask_server_private()); } },
  { name: 'ask-server-received', world: { received: [serverFound] }, act: async () => void (await says(m.ask_server_head())) },
  { name: 'ask-code', world: { read: [kestrel] }, act: pasted },
  {
    name: 'ask-code-weak',
    world: { read: [{ ...kestrel, service: '', weakSecret: true }] },
    act: async () => { await pasted(); await says(m.ask_code_weak()); },
  },
  { name: 'ask-several', world: { read: [kestrel, serverFound] }, act: async () => { await pasted(); await says(m.import_new()); } },
  { name: 'ask-pin', world: { read: [sealed] }, act: async () => { await pasted(); await says(m.pin_label()); } },
  {
    name: 'ask-pin-refused',
    world: { read: [sealed], failing: { givePin: error('code_pin_invalid') } },
    act: async () => { await pasted(); await type(m.pin_label(), '12'); await press(m.next_step()); await says(m.error_code_pin_invalid()); },
  },
  {
    name: 'link-screen-refused',
    world: { failing: { readScreen: error('screen_unavailable') } },
    act: async ({ phone }) => { await picture(); if (!phone) { await press(m.picture_screen()); await says(m.error_screen_unavailable()); } },
  },
  way('link-contacting', { step: 'contacting' }),
  way('link-browser', { step: 'browser', origin: ORIGIN }),
  way('confirm', digits, { read: [serverFound] }),
  way('confirm-over', { ...digits, leftMs: 0 }, { read: [serverFound] }),
  way('linked', done),
  way('link-failed', failed('server_unreachable', { origin: ORIGIN })),
  way('link-failed-already', failed('already_linked', { accountId: 'northlake' })),
  way('link-failed-used', failed('code_used')),
  way('link-failed-certificate', failed('certificate_invalid', { origin: ORIGIN, clockOffsetSeconds: -86_400 * 400 })),
  way('backup-codes', { ...done, showBackupCodes: true }),
  {
    ...way('backup-codes-kept', { ...done, showBackupCodes: true }),
    act: async () => { await linked(); await press(m.copy(), m.backup_kept()); await says(m.backup_copied({ seconds: 30 })); },
  },
  {
    ...way('backup-codes-failed', { ...done, showBackupCodes: true }, { failing: { saveBackupCodes: error('file_not_written') } }),
    act: async () => { await linked(); await press(m.save()); await says(m.error_file_not_written()); },
  },
  way('backup-codes-gone', { ...done, showBackupCodes: true }, { backupCodes: null }),
];

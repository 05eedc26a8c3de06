import { describe, expect, it, vi } from 'vitest';

import { type Backend, Failure, type FoundView, type ImportPreview, type PendingStatus, type PendingView, shell } from '../../backend';
import { Linking } from './linking.svelte';

const ORIGIN = 'https://accounts.example';
const server: PendingView = { kind: 'server', pendingId: 's', origin: ORIGIN, privateAddress: false, way: 'browser' };
const kestrel: PendingView = { kind: 'code_account', pendingId: 'k', service: 'Kestrel', user: 'robin', digits: 6, periodSeconds: 30, weakSecret: false };
const sealed: PendingView = { kind: 'pin_needed', pendingId: 'k', service: 'Kestrel', user: 'robin' };
const preview: ImportPreview = { id: 'i', kind: 'codes', format: 'codes', madeAt: null, entries: [], skipped: [], links: [server] };
const one = (pending: PendingView): FoundView => ({ kind: 'one', pending });
const failure = (code: Failure['code']) => new Failure({ code, message: '', details: null });
const done = (service: string, showBackupCodes = false): PendingStatus => ({ step: 'done', accountId: 'a', service, showBackupCodes });

function begun(commands: Partial<Backend> = {}, received?: PendingView) {
  const dropped: string[] = [];
  const told = { onclose: vi.fn(), onadded: vi.fn(), onbackupcodes: vi.fn(), onimport: vi.fn() };
  const cancelScan = vi.fn(async () => null);
  const linking = new Linking(
    { ...shell, cancelPending: async (id) => (dropped.push(id), null), cancelScan, ...commands },
    told,
  );
  linking.begin(undefined, received);
  return { linking, dropped, told, cancelScan };
}

describe('signing in from this device', () => {
  it('asks before the first request, then waits for the browser, then is done', async () => {
    let status: PendingStatus = { step: 'contacting' };
    const confirmed = vi.fn(async () => status);
    const { linking, told } = begun({
      logInFromThisDevice: async () => server, confirmPending: confirmed, pendingStatus: async () => status,
    });
    linking.go('this-device');
    linking.address = 'accounts.example';
    await linking.logIn();
    expect(linking.place).toBe('ask');
    expect(confirmed).not.toHaveBeenCalled();
    await linking.confirm();
    expect(linking.isUnderWay).toBe(true);
    status = { step: 'browser', origin: ORIGIN };
    await linking.changed('s');
    expect(linking.status?.step).toBe('browser');
    status = done('Example');
    await linking.changed('s');
    expect(linking.isUnderWay).toBe(false);
    expect(linking.place).toBe('under-way');
    expect(told.onbackupcodes).not.toHaveBeenCalled();
  });

  it('names whoever links again to their own server, and to no other', async () => {
    const logInFromThisDevice = vi.fn(async () => server);
    const { linking } = begun({ logInFromThisDevice });
    linking.former = { address: 'https://accounts.example', user: 'ada' };
    linking.address = 'https://accounts.example';
    await linking.logIn();
    expect(logInFromThisDevice).toHaveBeenLastCalledWith('https://accounts.example', 'ada');
    linking.back();
    linking.address = 'https://other.example';
    await linking.logIn();
    expect(logInFromThisDevice).toHaveBeenLastCalledWith('https://other.example', null);
  });

  it('keeps what was typed when the address is refused', async () => {
    const { linking } = begun({ logInFromThisDevice: () => Promise.reject(failure('address_malformed')) });
    linking.go('this-device');
    linking.address = 'nowhere';
    await linking.logIn();
    expect(linking).toMatchObject({ place: 'this-device', address: 'nowhere', failure: { code: 'address_malformed' } });
  });

  it('hands over to the backup codes of a first method', async () => {
    const { linking, told } = begun({ confirmPending: async () => done('Example', true) }, server);
    await linking.confirm();
    expect(told.onbackupcodes).toHaveBeenCalledExactlyOnceWith('a');
  });
});

describe('without a camera', () => {
  it('reads the same code in other ways, and leads back to where it says so', async () => {
    const { linking } = begun({
      readScreen: () => Promise.reject(failure('no_qr_code')), readClipboard: async () => one(kestrel),
    });
    linking.go('no-camera');
    await linking.readScreen();
    expect(linking).toMatchObject({ place: 'no-camera', failure: { code: 'no_qr_code' } });
    await linking.take('clipboard');
    expect(linking.place).toBe('ask');
    linking.back();
    expect(linking).toMatchObject({ place: 'no-camera', failure: null });
  });
});

describe('what goes wrong under way', () => {
  it('leads back to where it came from, with everything that was typed', async () => {
    const error = { code: 'code_invalid', message: '', details: null } as const;
    const { linking } = begun({ enterSetupCode: async () => server, confirmPending: async () => ({ step: 'failed', error }) });
    linking.go('computer');
    linking.go('setup-code');
    Object.assign(linking.setupCode, { address: 'accounts.example', user: 'robin', code: '7QX4-M9TB' });
    await linking.enterSetupCode();
    await linking.confirm();
    expect(linking.status?.step).toBe('failed');
    linking.again();
    expect(linking).toMatchObject({ place: 'setup-code', status: null, chosen: null });
    expect(linking.setupCode).toEqual({ address: 'accounts.example', user: 'robin', code: '7QX4-M9TB' });
    linking.back();
    expect(linking.place).toBe('computer');
  });

  it('is stopped by the person: dropped, and nothing that comes late counts', async () => {
    let late: (status: PendingStatus) => void = () => undefined;
    const { linking, dropped, told } = begun({
      logInFromThisDevice: async () => server,
      confirmPending: async () => ({ step: 'contacting' }),
      pendingStatus: () => new Promise((resolve) => (late = resolve)),
    });
    linking.go('this-device');
    await linking.logIn();
    await linking.confirm();
    const asked = linking.changed('s');
    linking.stop();
    late(done('Example', true));
    await asked;
    expect(dropped).toEqual(['s']);
    expect(linking).toMatchObject({ place: 'this-device', status: null });
    expect(told.onbackupcodes).not.toHaveBeenCalled();
  });

  it('is heard only of the linking on the screen', async () => {
    const pendingStatus = vi.fn(async () => done('Other'));
    const { linking } = begun({ pendingStatus, confirmPending: async () => ({ step: 'contacting' }) }, server);
    await linking.confirm();
    await linking.changed('another');
    expect(pendingStatus).not.toHaveBeenCalled();
  });
});

describe('code accounts', () => {
  it('are added after the person’s word, and the list comes back', async () => {
    const { linking, told } = begun({ readClipboard: async () => one(kestrel), confirmPending: async () => done('Kestrel') });
    linking.go('picture');
    await linking.take('clipboard');
    expect(linking).toMatchObject({ place: 'ask', chosen: kestrel });
    expect(told.onadded).not.toHaveBeenCalled();
    await linking.confirm();
    expect(told.onadded).toHaveBeenCalledExactlyOnceWith('Kestrel');
    expect(told.onclose).toHaveBeenCalledOnce();
  });

  it('of one text become a preview, and so do files that are no pictures', async () => {
    const { linking, told } = begun({ readText: async () => ({ kind: 'several', preview }) });
    linking.go('picture');
    await linking.take({ text: 'otpauth://…' });
    expect(told.onimport).toHaveBeenLastCalledWith({ preview });
    const given = { files: [new File([''], 'export.json', { type: 'application/json' })] };
    await linking.take(given);
    expect(told.onimport).toHaveBeenLastCalledWith({ given });
    expect(linking.place).toBe('picture');
  });

  it('that come too late are dropped, and what was read with them', async () => {
    let read: (found: FoundView) => void = () => undefined;
    const cancelImport = vi.fn<Backend['cancelImport']>().mockResolvedValue(null);
    const readScreen = () => new Promise<FoundView>((resolve) => (read = resolve));
    const { linking, told, dropped } = begun({ readScreen, cancelImport });
    linking.go('picture');
    const looked = linking.readScreen();
    linking.back();
    read({ kind: 'several', preview });
    await looked;
    expect(told.onimport).not.toHaveBeenCalled();
    expect(cancelImport).toHaveBeenCalledExactlyOnceWith('i');
    expect(dropped).toEqual(['s']);
  });

  it('ask for their PIN until it can be the one, and are added after that', async () => {
    const givePin = vi.fn<Backend['givePin']>().mockRejectedValueOnce(failure('code_pin_invalid')).mockResolvedValueOnce(kestrel);
    const { linking, dropped } = begun({ givePin, readClipboard: async () => one(sealed) });
    linking.go('picture');
    await linking.take('clipboard');
    expect(linking.place).toBe('pin');
    linking.pin = '12';
    await linking.givePin();
    expect(linking).toMatchObject({ place: 'pin', pin: '12', failure: { code: 'code_pin_invalid' } });
    linking.pin = '7586';
    await linking.givePin();
    expect(givePin).toHaveBeenLastCalledWith('k', '7586');
    expect(linking).toMatchObject({ place: 'ask', chosen: kestrel, pin: '' });
    linking.back();
    expect(linking.place).toBe('picture');
    expect(dropped).toEqual(['k']);
  });
});

describe('leaving', () => {
  it('drops what waits for the person’s word', () => {
    const { linking, dropped, told } = begun({}, server);
    linking.close();
    expect(dropped).toEqual(['s']);
    expect(told.onclose).toHaveBeenCalledOnce();
  });

  it('does not drop what was confirmed', async () => {
    const { linking, dropped } = begun({ confirmPending: async () => done('Example') }, server);
    await linking.confirm();
    linking.close();
    expect(dropped).toEqual([]);
  });

  it('goes back one screen, and out from the first', () => {
    const { linking, told } = begun();
    linking.go('computer');
    linking.back();
    expect(linking.place).toBe('ways');
    linking.back();
    expect(told.onclose).toHaveBeenCalledOnce();
  });
});

describe('the camera', () => {
  it('is asked for only on its own screen, and stops when that is left', async () => {
    const scanned = vi.fn(() => new Promise<FoundView | null>(() => undefined));
    const { linking, cancelScan } = begun({ scanWithCamera: scanned });
    linking.go('computer');
    expect(scanned).not.toHaveBeenCalled();
    linking.go('scan');
    expect(scanned).toHaveBeenCalledOnce();
    linking.go('picture');
    expect(cancelScan).toHaveBeenCalledOnce();
  });

  it('drops what it reads too late', async () => {
    let read: (found: FoundView | null) => void = () => undefined;
    const { linking, dropped } = begun({ scanWithCamera: () => new Promise((resolve) => (read = resolve)) });
    linking.go('scan');
    linking.go('picture');
    read(one(server));
    await vi.waitFor(() => expect(dropped).toEqual(['s']));
    expect(linking.place).toBe('picture');
  });

  it('says why it does not work, and stays where the other ways are', async () => {
    const { linking } = begun({ scanWithCamera: () => Promise.reject(failure('camera_denied')) });
    linking.go('scan');
    await vi.waitFor(() => expect(linking.failure?.code).toBe('camera_denied'));
    expect(linking.place).toBe('scan');
  });
});

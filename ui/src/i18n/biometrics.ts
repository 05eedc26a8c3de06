/** Fingerprint, face, or whichever of the two the system does not say. */
import type { BiometricKind, Platform } from '../backend';
import { m } from './paraglide/messages.js';

/** What the system itself calls it, in every language. Android and Linux have no name of their own for it. */
export function nameOf(kind: BiometricKind, platform: Platform | undefined): string | null {
  if (platform === 'windows') return 'Windows Hello';
  if (platform === 'macos' || (platform === 'ios' && kind === 'fingerprint')) return 'Touch ID';
  return platform === 'ios' && kind === 'face' ? 'Face ID' : null;
}

/** What opens the app, as a button and as a setting. */
export function unlockBy(kind: BiometricKind, platform: Platform | undefined): string {
  const name = nameOf(kind, platform);
  if (name) return m.biometrics_named({ name });
  return { fingerprint: m.biometrics_fingerprint(), face: m.biometrics_face(), either: m.biometrics_either() }[kind];
}

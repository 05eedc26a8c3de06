/** Fingerprint, face, or whichever of the two the system does not say. */
import type { BiometricKind } from '../backend';
import { m } from './paraglide/messages.js';

/** What opens the app, as a button and as a setting. */
export function unlockBy(kind: BiometricKind): string {
  return { fingerprint: m.biometrics_fingerprint(), face: m.biometrics_face(), either: m.biometrics_either() }[kind];
}

/** What proves who is there. */
export function verifyBy(kind: BiometricKind): string {
  return { fingerprint: m.verify_fingerprint(), face: m.verify_face(), either: m.verify_either() }[kind];
}

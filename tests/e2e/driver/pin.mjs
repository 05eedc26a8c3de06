// The PIN that opens the app's vault.
import { inList } from './linking.mjs';

export const PIN = '407119';

/** Sets it in the settings, from wherever the app is. */
export async function setPin(app) {
  await inList(app);
  await app.press('Settings');
  await app.press('PIN');
  await app.fill('PIN', PIN);
  await app.fill('The same once more', PIN);
  await app.press('Use this PIN');
  await app.says('Asked for when the app opens, on this device only');
}

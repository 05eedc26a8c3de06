/** What can be done with an account from the list. */
import type { AccountView, CodeChoice } from '../backend';
import type { MenuItem } from '../components/menu';
import { m } from '../i18n/paraglide/messages.js';

export interface Acts {
  /** The accounts that it stands among. */
  group: AccountView[];
  details: () => void;
  copy: (which: CodeChoice) => void;
  /** The next code by a counter. */
  next: () => void;
  /** Back by one code. */
  stepBack: () => void;
  rename: () => void;
  arrange: () => void;
  icon: () => void;
  pin: () => void;
  move: (by: -1 | 1) => void;
  openPage: () => void;
  showQr: () => void;
  remove: () => void;
}

export function menuOf(account: AccountView, acts: Acts): MenuItem[] {
  const place = acts.group.findIndex(({ id }) => id === account.id);
  const items: (MenuItem | false)[] = [
    { name: m.menu_details(), run: acts.details },
    account.codes !== null && { name: m.menu_copy(), run: () => acts.copy('current') },
    (account.codes?.periodSeconds ?? null) !== null && { name: m.menu_copy_next(), run: () => acts.copy('next') },
    account.codes?.kind === 'hotp' && { name: m.counter_next(), run: acts.next },
    account.codes?.kind === 'hotp' && { name: m.counter_back(), run: acts.stepBack },
    { name: account.isPinned ? m.menu_unpin() : m.menu_pin(), run: acts.pin },
    { name: m.menu_rename(), run: acts.rename },
    { name: m.menu_arrange(), run: acts.arrange },
    { name: m.icon_title(), run: acts.icon },
    place > 0 && { name: m.menu_up(), run: () => acts.move(-1) },
    place < acts.group.length - 1 && { name: m.menu_down(), run: () => acts.move(1) },
    account.codes !== null && { name: m.menu_qr(), run: acts.showQr },
    account.kind === 'linked' && { name: m.menu_page(), run: acts.openPage },
    { name: m.menu_remove(), stop: true, run: acts.remove },
  ];
  return items.filter((item) => item !== false);
}

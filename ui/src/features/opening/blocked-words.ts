/** What it means that a whole vault stays shut, and what to do. */
import { m } from '../../i18n/paraglide/messages.js';
import type { Blocked } from './blocked';

interface Words {
  head: string;
  text: string;
  todo: string;
}

const words: Record<Blocked, () => Words> = {
  vault_newer: () => ({ head: m.vault_newer_head(), text: m.vault_newer_text(), todo: m.vault_newer_do() }),
  disk_full: () => ({ head: m.disk_full_head(), text: m.disk_full_text(), todo: m.disk_full_do() }),
  vault_read_only: () => ({ head: m.read_only_head(), text: m.read_only_text(), todo: m.read_only_do() }),
  vault_on_network: () => ({ head: m.on_network_head(), text: m.on_network_text(), todo: m.on_network_do() }),
  vault_busy: () => ({ head: m.busy_head(), text: m.busy_text(), todo: m.busy_do() }),
};

export function wordsOf(blocked: Blocked): Words {
  return words[blocked]();
}

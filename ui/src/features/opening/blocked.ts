/** What keeps a whole vault shut. */
import type { ErrorCode } from '../../backend';

export type Blocked = 'vault_newer' | 'disk_full' | 'vault_read_only' | 'vault_on_network' | 'vault_busy';

/** Whether an error has a screen of its own. */
export function blockedBy(code: ErrorCode | undefined): Blocked | null {
  switch (code) {
    case 'disk_full':
    case 'vault_read_only':
    case 'vault_on_network':
    case 'vault_busy':
      return code;
    default:
      return null;
  }
}

/**
 * Finds the icon of an account in the app's own set: by the name that another app gave it, then by its service. An
 * account of a server gets none by its service: whoever runs the server chose that name, and must not look like a brand
 * by it (docs/icons.md).
 */
import all from 'virtual:services';

import type { AccountView } from '../../backend';
import type { Icon } from '../../components/icon';
import { Services } from './matching';

export class Finder {
  readonly services = new Services(all);

  of({ iconName, service, kind, formerLink }: AccountView): Icon | null {
    const named = iconName ? this.services.ofIcon(iconName) : null;
    const isOfServer = kind === 'linked' || formerLink !== null;
    const found = named ?? (isOfServer ? null : this.services.find(service));
    return found && { path: found.path };
  }
}

/** What people expect on iOS and a web view does not bring along. Loaded there alone. */
import './sheets.css';

import type { Cover } from '../components/cover.svelte';
import { followEdge } from './edge-swipe';
import { followSheets } from './sheets';
import { followTextSize } from './text-size';

/** Follows the person from now on. `cover` knows what lies over the views. */
export function follow(cover: Cover): void {
  followTextSize();
  followSheets();
  followEdge({
    view: () => document.getElementById('app'),
    // The history has an entry more as long as there is something to go back from.
    isFree: () => history.state === 'away' && !cover.on && !cover.isLaid,
    back: () => history.back(),
  });
}

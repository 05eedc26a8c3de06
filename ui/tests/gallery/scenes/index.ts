/** All scenes. */
import { accountScenes } from './accounts';
import { arrangingScenes } from './arranging';
import { backupScenes } from './backup';
import { componentScenes } from './components';
import { historyScenes } from './history';
import { iconScenes } from './icons';
import { importScenes } from './import';
import { linkingScenes } from './linking';
import { movingScenes } from './moving';
import { noticeScenes } from './notices';
import { openingScenes } from './opening';
import { questionScenes } from './questions';
import type { Scene } from './scene';
import { settingsScenes } from './settings';

export const scenes: Scene[] = [...openingScenes, ...accountScenes, ...noticeScenes, ...settingsScenes, ...backupScenes, ...questionScenes, ...historyScenes, ...linkingScenes, ...iconScenes, ...importScenes, ...movingScenes, ...arrangingScenes, ...componentScenes];

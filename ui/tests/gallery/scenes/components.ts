/** The parts of which all screens are made. */
import Components from '../Components.svelte';
import type { Scene } from './scene';

export const componentScenes: Scene[] = [{ name: 'components', instead: Components }];

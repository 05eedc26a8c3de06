/** One screen in one state. */
import type { Component } from 'svelte';

import type { Platform } from '../../../src/backend';
import type { Double } from '../double';
import type { World } from '../world';

export interface Scene {
  name: string;
  world?: Partial<World>;
  /** What the person does first. */
  act?: (at: { double: Double; phone: boolean; platform: Platform }) => Promise<void>;
  /** Is shown instead of the window. */
  instead?: Component;
  /** The focus is part of the picture. */
  focused?: boolean;
}

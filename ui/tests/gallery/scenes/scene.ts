/** One screen in one state. */
import type { Double } from '../double';
import type { World } from '../world';

export interface Scene {
  name: string;
  world?: Partial<World>;
  /** What the person does first. */
  act?: (at: { double: Double; phone: boolean }) => Promise<void>;
  /** The focus is part of the picture. */
  focused?: boolean;
}

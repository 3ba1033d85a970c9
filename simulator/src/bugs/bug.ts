import type { Promised } from '../model/violation.js';
import type { Build } from '../world/build.js';

/** A mistake that someone could make, planted to see whether the simulator finds it. */
export interface Bug {
  readonly name: string;
  readonly plant: Partial<Build>;
  /** The promises that it may break, whichever history shows first. */
  readonly breaks: readonly Promised[];
}

import type { Rebuilt } from '@tallystick/read-models';

/** What a rebuild found. `--json` prints exactly this. */
export type RebuildReport = Pick<Rebuilt, 'equal' | 'swapped'> & {
  readonly by: string;
  readonly before: Rebuilt['before'];
  readonly after: Rebuilt['after'];
  /** Where both were compared. */
  readonly position: string;
  readonly logSize: number;
};

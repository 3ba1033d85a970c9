import { BUCKETS, type Subject } from '../../api/answers.js';
import { BUCKET_NAMES, keyName } from '../../format/names.js';
import type { Split } from './usage-choices.js';
import type { Series } from './usage-series.js';

/** The board of each split; a bucket is no subject. */
export const SUBJECT_OF: Readonly<Record<Exclude<Split, 'bucket'>, Subject>> = {
  model: 'models',
  team: 'teams',
  project: 'projects',
  agent: 'agents',
  source: 'sources',
};

export function seriesName(split: Split, { key, rest }: Pick<Series, 'key' | 'rest'>): string {
  if (rest) return `${key} others`;
  if (split !== 'bucket') return keyName(SUBJECT_OF[split], key);
  const bucket = BUCKETS.find((each) => each === key);
  return bucket === undefined ? '' : BUCKET_NAMES[bucket];
}

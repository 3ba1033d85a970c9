import { BUCKETS, type AuditRow, type Bucket } from '../../api/answers.js';

type Tokens = AuditRow['tokens'];

/** At most five billion: exact as a number. */
export const totalOf = (tokens: Tokens): number => BUCKETS.reduce((sum, bucket) => sum + tokens[bucket], 0);

export const bucketsUsed = (tokens: Tokens): [Bucket, number][] =>
  BUCKETS.filter((bucket) => tokens[bucket] > 0).map((bucket) => [bucket, tokens[bucket]]);

import type { RecordedEvent } from './recorded-event.js';

/** What a stream's metadata (`$$name`) takes away from it. */
export interface Retention {
  readonly maxAgeSeconds?: number;
  readonly maxCount?: number;
  /** Revisions below this are gone. */
  readonly truncateBefore?: number;
}

/** `$tb` of a stream that was deleted softly: the greatest signed 64-bit integer. */
export const SOFT_DELETED = '9223372036854775807';

export const metastreamOf = (stream: string): string => `$$${stream}`;

export function retentionOf(metadata: RecordedEvent | undefined): Retention {
  if (metadata === undefined) return {};
  const { $maxAge, $maxCount, $tb } = JSON.parse(Buffer.from(metadata.data).toString()) as Record<string, unknown>;
  return {
    ...(typeof $maxAge === 'number' ? { maxAgeSeconds: $maxAge } : {}),
    ...(typeof $maxCount === 'number' ? { maxCount: $maxCount } : {}),
    ...(typeof $tb === 'number' ? { truncateBefore: $tb } : {}),
  };
}

export const isSoftDeleted = ({ truncateBefore = 0 }: Retention): boolean => truncateBefore >= Number(SOFT_DELETED);

/** Whether a read of the stream still shows the event. */
export function isKept(event: RecordedEvent, lastRevision: bigint, retention: Retention, nowMs: number): boolean {
  const { maxAgeSeconds = Infinity, maxCount = Infinity, truncateBefore = 0 } = retention;
  return (
    event.revision >= truncateBefore &&
    Number(lastRevision - event.revision) < maxCount &&
    nowMs - event.createdMs < maxAgeSeconds * 1_000
  );
}

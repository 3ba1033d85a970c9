import { BUCKETS, type AuditRow, type Correction } from '../../api/answers.js';
import { formatCount } from '../../format/amounts.js';
import { BUCKET_NAMES } from '../../format/names.js';

export interface Change {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What a correction changed against how the event stood before it: as recorded, with the corrections until then. */
export function changesOf(event: AuditRow, correction: Correction): Change[] {
  const before = event.corrections.slice(0, event.corrections.indexOf(correction));
  const tokens = before.findLast((each) => each.tokens !== null)?.tokens ?? event.tokens;
  const attributes = Object.assign({}, event, ...before.map((each) => each.attributes)) as Readonly<
    Record<string, unknown>
  >;
  const corrected = correction.tokens;
  return [
    ...(corrected === null ? [] : BUCKETS.filter((bucket) => corrected[bucket] !== tokens[bucket])).map((bucket) => ({
      name: `${BUCKET_NAMES[bucket].toLowerCase()} tokens`,
      before: formatCount(tokens[bucket]),
      after: formatCount(corrected![bucket]),
    })),
    ...Object.entries(correction.attributes ?? {}).map(([name, after]) => ({
      name,
      before: textOf(attributes[name]),
      after: textOf(after),
    })),
  ];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : 'none');

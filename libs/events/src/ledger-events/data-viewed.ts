import { MalformedLedgerEvent, refuseUnknown } from './ledger-data-rules.js';
import { PURPOSE } from './policy-adopted.js';

export const DATA_VIEWED = 'DataViewed';

/** A pseudonym as the vault draws it. */
export const PSEUDONYM = /^p_[a-z2-7]{16}$/;

/** Data of `DataViewed` v1: somebody is about to see numbers of, or the name of, one other person. */
export interface DataViewedData {
  /** Pseudonym of who looks. */
  readonly viewer: string;
  /** Pseudonym of whom they look at. */
  readonly whose: string;
  /** What they look at: `identity`, or the query (`events`, `usage`, ...). A word as a purpose is. */
  readonly what: string;
  /** What for: a word as in a policy's purposes. */
  readonly purpose: string;
}

const MEMBERS = ['viewer', 'whose', 'what', 'purpose'];
const STREAM = /^access-\d{4}-\d{2}-\d{2}\.[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/;

/**
 * The stream of one process's `DataViewed` of one day of UTC.
 * @param instance a name that no other process has at the same time: 1-96 of `A-Z a-z 0-9 . _ -`
 */
export function accessStream(recordedAt: Date, instance: string): string {
  const stream = `access-${recordedAt.toISOString().slice(0, 10)}.${instance}`;
  if (!STREAM.test(stream)) throw new TypeError(`no access stream can have the name ${stream}`);
  return stream;
}

export const isAccessStream = (stream: string): boolean => stream.startsWith('access-');

/** Data of a `DataViewed`, held to its schema and its streams. @throws MalformedLedgerEvent other types included */
export function parseDataViewed(event: {
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}): DataViewedData {
  const { stream, type, data } = event;
  if (type !== DATA_VIEWED) throw new MalformedLedgerEvent(`unknown event type ${type}`);
  if (!STREAM.test(stream)) throw new MalformedLedgerEvent(`${type}: stands in another stream`);
  refuseUnknown(type, data, MEMBERS);
  for (const name of ['viewer', 'whose']) requireMatch(type, name, data[name], PSEUDONYM, 'pseudonym');
  for (const name of ['what', 'purpose']) requireMatch(type, name, data[name], PURPOSE, 'word');
  return data as unknown as DataViewedData;
}

function requireMatch(type: string, name: string, value: unknown, pattern: RegExp, kind: string): void {
  if (typeof value === 'string' && pattern.test(value)) return;
  throw new MalformedLedgerEvent(`${type}: ${name} is no ${kind}`);
}

import { BUCKETS, type AuditRow } from '../api/answers.js';

/** What of a row stands in the ledger's entry; the rest was decided later, or is made from these. */
const TEXTS = [
  'eventKey',
  'source',
  'occurredAt',
  'actor',
  'provider',
  'model',
  'team',
  'project',
  'activity',
  'agent',
  'session',
  'automation',
  'reportedCostUsd',
] as const satisfies readonly (keyof AuditRow)[];

const TYPES: readonly unknown[] = ['UsageRecorded', 'UsageConflicted'];

export interface LedgerEntry {
  readonly type: string;
  readonly stream: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The entry's bytes as JSON; null when they are no event of the ledger. */
export function readEntry(bytes: Uint8Array): LedgerEntry | null {
  try {
    const entry: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isEntry(entry) ? entry : null;
  } catch {
    // Not UTF-8 or not JSON: an entry of somebody else's. Its hash is in the log all the same.
    return null;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEntry = (value: unknown): value is LedgerEntry =>
  isObject(value) &&
  typeof value['type'] === 'string' &&
  typeof value['stream'] === 'string' &&
  isObject(value['data']) &&
  isObject(value['metadata']);

/** Where the row says something else than the entry: the members' names; empty when they agree. */
export function differences({ type, data, metadata }: LedgerEntry, row: AuditRow): string[] {
  const tokens = isObject(data['tokens']) ? data['tokens'] : {};
  return [
    ...(TYPES.includes(type) ? [] : ['type']),
    // What an event does not state is left out of the entry, and null in the row.
    ...TEXTS.filter((name) => (data[name] ?? null) !== row[name]),
    ...(metadata['recordedAt'] === row.recordedAt ? [] : ['recordedAt']),
    ...BUCKETS.filter((bucket) => tokens[bucket] !== row.tokens[bucket]).map((bucket) => `tokens.${bucket}`),
  ];
}

import { createHash } from 'node:crypto';
import type { LedgerEvent } from '@tallystick/ledger-store';
import { DateTime } from 'luxon';
import type { Metric, Subject, Window } from '../read-models.js';

type Data = Readonly<Record<string, unknown>>;

/** An event as the recount sees it: read straight from the ledger event, by other code than the fold's. */
export interface Counted {
  readonly position: bigint;
  readonly leafIndex: number;
  readonly status: 'counted' | 'corrected' | 'voided' | 'duplicate' | 'conflict';
  /** Whether it is in the numbers. */
  readonly counts: boolean;
  /** As it stands at the ledger's end. */
  readonly data: Data;
  /** As it was recorded. */
  readonly recorded: Data;
  readonly recordedAt: string;
  readonly atMs: number;
  /** What the priced tokens cost by the listings of the whole ledger, in 10^-15 USD. */
  readonly cost: bigint;
  readonly priced: bigint;
}
const BUCKETS = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'] as const;
const FIELD_OF: Readonly<Record<Subject, string>> = {
  actors: 'actor',
  teams: 'team',
  models: 'model',
  projects: 'project',
  agents: 'agent',
  sources: 'source',
};

const isUsage = ({ type }: LedgerEvent) => type === 'UsageRecorded' || type === 'UsageConflicted';
export const isDecision = ({ type }: LedgerEvent): boolean => type === 'UsageCorrected' || type === 'UsageVoided';

/** What the event of a key says before `end` (an index): null before it is recorded and once it is voided. */
function versionBefore(ledger: readonly LedgerEvent[], key: unknown, end: number): Data | null {
  let version: Record<string, unknown> | null | undefined;
  for (const { type, data } of ledger.slice(0, end)) {
    if (data['eventKey'] !== key || version === null) continue;
    if (type === 'UsageRecorded') version ??= { ...data };
    else if (version !== undefined && type === 'UsageVoided') version = null;
    else if (version !== undefined && type === 'UsageCorrected') {
      version = { ...version, ...(data['attributes'] as object), tokens: data['tokens'] ?? version['tokens'] };
    }
  }
  return version ?? null;
}

/** The decisions that take effect on the event of a key. */
export const decisionsOn = (ledger: readonly LedgerEvent[], key: unknown): LedgerEvent[] =>
  ledger.filter(
    (event, at) => isDecision(event) && event.data['eventKey'] === key && versionBefore(ledger, key, at) !== null,
  );

/** Every usage event of a ledger that ends here. */
export function statuses(ledger: readonly LedgerEvent[]): Counted[] {
  const firsts = new Map<string, string>();
  return ledger.flatMap((event, leafIndex) => {
    if (!isUsage(event)) return [];
    const claim: Record<string, unknown> = { ...event.data };
    delete claim['actor'];
    const key = String(claim['eventKey']);
    const text = JSON.stringify(Object.entries(claim).sort());
    let status: Counted['status'] = 'conflict';
    if (event.type === 'UsageRecorded') {
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, text);
      status = first === undefined ? 'counted' : first === text ? 'duplicate' : 'conflict';
    }
    const version = status === 'counted' ? versionBefore(ledger, key, ledger.length) : null;
    if (status === 'counted' && version === null) status = 'voided';
    else if (status === 'counted' && decisionsOn(ledger, key).length > 0) status = 'corrected';
    return [
      {
        position: event.position,
        leafIndex,
        status,
        counts: version !== null,
        data: version ?? event.data,
        recorded: event.data,
        recordedAt: String(event.metadata['recordedAt']),
        atMs: Date.parse(String(event.data['occurredAt'])),
        ...costOf(ledger, version ?? event.data),
      },
    ];
  });
}

/** By the last listing of the ledger whose time holds the event's. */
function costOf(ledger: readonly LedgerEvent[], { provider, model, occurredAt, tokens }: Data) {
  const atMs = Date.parse(String(occurredAt));
  const listing = ledger.findLast(
    ({ type, data }) =>
      type === 'PriceListed' &&
      data['provider'] === provider &&
      data['model'] === model &&
      Date.parse(String(data['from'])) <= atMs &&
      (data['to'] === undefined || atMs < Date.parse(String(data['to']))),
  );
  const prices = (listing?.data['perMillion'] ?? {}) as Record<string, number>;
  const used = Object.entries(tokens as Record<string, number>).filter(([bucket]) => prices[bucket] !== undefined);
  return {
    cost: used.reduce((sum, [bucket, n]) => sum + BigInt(n) * BigInt(prices[bucket]!), 0n),
    priced: used.reduce((sum, [, n]) => sum + BigInt(n), 0n),
  };
}

const bucketsOf = (data: Data): number[] => BUCKETS.map((name) => Number((data['tokens'] as never)[name]));
export const subjectOf = (event: Counted, subject: Subject): string | null =>
  (event.data[FIELD_OF[subject]] as string | undefined) ?? null;
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Rows of one board, best first, each with its competition rank. */
export function recountBoard(
  events: readonly Counted[],
  subject: Subject,
  metric: Metric,
  window: Window,
  at: DateTime,
): { subject: string | null; value: bigint; rank: number }[] {
  const values = new Map<string | null, { sum: bigint; days: Set<string>; priced: bigint }>();
  for (const event of events) {
    const local = DateTime.fromMillis(event.atMs, { zone: at.zone });
    if (!event.counts || (window !== 'all' && label(local, window) !== label(at, window))) continue;
    const key = subjectOf(event, subject);
    const entry = values.get(key) ?? { sum: 0n, days: new Set(), priced: 0n };
    const tokens = bucketsOf(event.data);
    entry.priced += event.priced;
    if (metric === 'cost') entry.sum += event.cost;
    else if (metric === 'events') entry.sum += 1n;
    else if (metric === 'tokens') entry.sum += tokens.reduce((sum, n) => sum + BigInt(n), 0n);
    else if (metric !== 'activeDays') entry.sum += BigInt(tokens[BUCKETS.indexOf(metric)] ?? 0);
    entry.days.add(label(local, 'day'));
    values.set(key, entry);
  }
  // a row without a price stands below every cost
  const rows = [...values].map(([key, { sum, days, priced }]) => ({
    subject: key,
    value: metric === 'activeDays' ? BigInt(days.size) : metric === 'cost' && priced === 0n ? -1n : sum,
  }));
  rows.sort((a, b) =>
    a.value !== b.value
      ? a.value > b.value
        ? -1
        : 1
      : a.subject === null
        ? 1
        : b.subject === null
          ? -1
          : byBytes(a.subject, b.subject),
  );
  return rows.map((row) => ({ ...row, rank: rows.filter(({ value }) => value > row.value).length + 1 }));
}

function label(at: DateTime, window: Exclude<Window, 'all'>): string {
  if (window === 'week') return at.toFormat("kkkk-'W'WW");
  return at.toFormat({ day: 'yyyy-MM-dd', month: 'yyyy-MM', quarter: 'yyyy-q', year: 'yyyy' }[window]);
}

/** The digest as the README of this lib describes it, from the ledger alone. */
export function recountDigest(ledger: readonly LedgerEvent[], zone: string): Record<string, string> {
  const events = statuses(ledger);
  const audit = events.map(({ leafIndex, status, recorded, recordedAt }) => [
    leafIndex,
    status === 'corrected' || status === 'voided' ? 'counted' : status,
    recorded['eventKey'],
    recorded['source'],
    recorded['occurredAt'],
    recordedAt,
    recorded['actor'],
    recorded['provider'],
    recorded['model'],
    ...bucketsOf(recorded),
    ...optionalOf(recorded),
  ]);
  const others = ledger.flatMap((event, leafIndex) =>
    isUsage(event) || isDecision(event) || event.type === 'PriceListed' || event.type in ACCESS
      ? []
      : [[leafIndex, event.metadata['recordedAt']]],
  );
  const tables = {
    usage_event: audit,
    ...decisionRows(ledger),
    price: priceRows(ledger),
    ...accessRows(ledger),
    other_event: others,
    board_cell: cellRows(events, zone),
  };
  const digests = Object.entries(tables).map(([name, rows]) => [
    name,
    sha256(rows.map((r) => `${r.join('\u001f')}\n`)),
  ]);
  return Object.fromEntries(digests) as Record<string, string>;
}

const OPTIONAL = ['team', 'project', 'activity', 'agent', 'session', 'automation', 'reportedCostUsd'];
const optionalOf = (data: Data): unknown[] => OPTIONAL.map((name) => data[name] ?? '');

function decisionRows(ledger: readonly LedgerEvent[]): { usage_decision: unknown[][]; usage_adjustment: unknown[][] } {
  const decisions: unknown[][] = [];
  const adjustments: unknown[][] = [];
  for (const [at, event] of ledger.entries()) {
    if (!isDecision(event)) continue;
    const { type, data } = event;
    const key = data['eventKey'];
    const [before, after] = [versionBefore(ledger, key, at), versionBefore(ledger, key, at + 1)];
    const attributes = data['attributes'] as object | undefined;
    decisions.push([
      ...[at, type, key, event.metadata['recordedAt'], before !== null],
      ...(data['tokens'] === undefined ? ['', '', '', '', ''] : bucketsOf(data)),
      attributes === undefined ? '' : JSON.stringify(Object.fromEntries(Object.entries(attributes).sort())),
      ...[data['reason'], data['author']],
    ]);
    if (before === null) continue;
    for (const [events, version] of [
      [-1, before],
      [1, after],
    ] as const) {
      if (version === null) continue;
      const stated = ['source', 'actor', 'provider', 'model'].map((name) => version[name]);
      const tokens = bucketsOf(version).map((n) => (n === 0 ? 0 : events * n));
      adjustments.push([events, key, ...tokens, ...stated, ...optionalOf(version)]);
    }
  }
  return { usage_decision: decisions, usage_adjustment: adjustments };
}

const priceRows = (ledger: readonly LedgerEvent[]): unknown[][] =>
  ledger.flatMap(({ type, data, metadata }, leafIndex) => {
    if (type !== 'PriceListed') return [];
    const { provider, model, from, to, perMillion, source, author } = data;
    const prices = BUCKETS.map((bucket) => (perMillion as Record<string, number>)[bucket] ?? '');
    return [[leafIndex, metadata['recordedAt'], provider, model, from, to ?? '', ...prices, source, author]];
  });

const ACCESS: Readonly<Record<string, [string, (data: Data) => unknown[]]>> = {
  RosterDeclared: ['roster', ({ team, from, size, author }) => [team, from, size, author]],
  PolicyAdopted: [
    'policy',
    ({ from, boards, names, purposes, text, author }) => [
      ...[from, JSON.stringify(Object.fromEntries(Object.entries(boards as object).sort())), names],
      ...[JSON.stringify(purposes), text ?? '', author],
    ],
  ],
  NamingChosen: ['naming_choice', ({ actor, named }) => [actor, named]],
  DataViewed: ['data_view', ({ viewer, whose, what, purpose }) => [viewer, whose, what, purpose]],
};

function accessRows(ledger: readonly LedgerEvent[]): Record<string, unknown[][]> {
  const tables: Record<string, unknown[][]> = { roster: [], policy: [], data_view: [], naming_choice: [] };
  for (const [leafIndex, { type, data, metadata }] of ledger.entries()) {
    const [table, fields] = ACCESS[type] ?? [];
    if (table !== undefined && fields !== undefined) {
      tables[table]!.push([leafIndex, metadata['recordedAt'], ...fields(data)]);
    }
  }
  return tables;
}

const KINDS: readonly Subject[] = ['actors', 'teams', 'models', 'projects', 'agents', 'sources'];
const WINDOWS: readonly Window[] = ['all', 'day', 'week', 'month', 'quarter', 'year'];

function cellRows(events: readonly Counted[], zone: string): unknown[][] {
  return KINDS.flatMap((kind) =>
    WINDOWS.flatMap((window) => {
      const cells = new Map<string, { sums: bigint[]; money: bigint[]; days: Set<string>; key: [string, string] }>();
      for (const event of events) {
        if (!event.counts) continue;
        const local = DateTime.fromMillis(event.atMs, { zone });
        const date = DateTime.utc(local.year, local.month, local.day);
        const start = window === 'all' ? '-infinity' : (date.startOf(window).toISODate() ?? '');
        const key: [string, string] = [start, subjectOf(event, kind) ?? ''];
        const cell = cells.get(key.join('\n')) ?? {
          sums: [0n, 0n, 0n, 0n, 0n, 0n],
          money: [0n, 0n],
          days: new Set(),
          key,
        };
        cell.sums = [...bucketsOf(event.data), 1].map((n, i) => (cell.sums[i] ?? 0n) + BigInt(n));
        cell.money = [event.cost, event.priced].map((n, i) => (cell.money[i] ?? 0n) + n);
        cell.days.add(date.toISODate() ?? '');
        cells.set(key.join('\n'), cell);
      }
      return [...cells.values()]
        .sort((a, b) => byBytes(a.key[0], b.key[0]) || byBytes(a.key[1], b.key[1]))
        .map(({ sums, money, days, key }) => [kind, window, ...key, ...sums, days.size, ...money]);
    }),
  );
}

function sha256(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line);
  return hash.digest('hex');
}

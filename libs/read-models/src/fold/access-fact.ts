import {
  canonicalJson,
  isAccessStream,
  isNamingStream,
  MalformedLedgerEvent,
  parseDataViewed,
  parseNamingChosen,
  parsePolicyAdopted,
  parseRosterDeclared,
  parseUsageMetadata,
  POLICY_STREAM,
  ROSTERS_STREAM,
} from '@tallystick/events';
import type { LedgerEvent } from '@tallystick/ledger-store';
import { Poison } from '../read-models-errors.js';
import { ACCESS_COLUMNS } from '../schema/tables.js';
import type { AccessTable } from '../schema/tables.js';
import { optionalCopyField } from '../sql/copy-text.js';
import type { SqlSession } from '../sql/sql-store.js';
import { bounded } from './usage-fact.js';

/** A roster, a policy, a view of data or a choice about a name: one row of its table. */
export interface AccessFact {
  readonly position: bigint;
  /** Ledger events before this one. */
  readonly leafIndex: number;
  readonly recordedAtMs: number;
  readonly table: AccessTable;
  /** What stands behind position, leaf index and time, in the order of ACCESS_COLUMNS. */
  readonly fields: readonly (string | null)[];
}

/** UTF-16 units of a policy in words, and of its lists; far above what the ledger service takes. */
const MAX_POLICY_TEXT = 64 * 1_024;

/**
 * Reads one ledger event. Streams other than those of rosters, policies, views of data and choices about names give null,
 * and so do foreign events in them (`raw`).
 * @throws Poison an event of these streams that this version cannot fold
 */
export function accessFactOf(event: LedgerEvent, leafIndex: number): AccessFact | null {
  const read = event.raw === undefined ? readerOf(event.stream) : undefined;
  if (read === undefined) return null;
  const { position, metadata } = event;
  try {
    const { table, fields } = read(event);
    const recordedAtMs = Date.parse(parseUsageMetadata(metadata).recordedAt);
    return { position, leafIndex, recordedAtMs, table, fields };
  } catch (error) {
    if (error instanceof MalformedLedgerEvent) throw new Poison(position, error.message);
    throw error;
  }
}

type Row = Pick<AccessFact, 'table' | 'fields'>;

function readerOf(stream: string): ((event: LedgerEvent) => Row) | undefined {
  if (stream === ROSTERS_STREAM) return roster;
  if (stream === POLICY_STREAM) return policy;
  if (isNamingStream(stream)) return naming;
  return isAccessStream(stream) ? dataView : undefined;
}

function roster(event: LedgerEvent): Row {
  const { team, from, size, author } = parseRosterDeclared(event);
  const { position } = event;
  if (!team.isWellFormed()) throw new Poison(position, 'team holds a lone surrogate');
  return {
    table: 'roster',
    fields: [bounded(position, 'team', team), from, String(size), bounded(position, 'author', author)],
  };
}

function policy(event: LedgerEvent): Row {
  const { from, boards, names, purposes, text, author } = parsePolicyAdopted(event);
  const { position } = event;
  const words = text === undefined ? null : bounded(position, 'text', text, MAX_POLICY_TEXT);
  if (words !== null && !words.isWellFormed()) throw new Poison(position, 'text holds a lone surrogate');
  const lists = [boards, purposes].map((list) =>
    bounded(position, 'boards or purposes', canonicalJson(list), MAX_POLICY_TEXT),
  );
  return {
    table: 'policy',
    fields: [bounded(position, 'from', from), lists[0]!, names, lists[1]!, words, bounded(position, 'author', author)],
  };
}

function dataView(event: LedgerEvent): Row {
  const { viewer, whose, what, purpose } = parseDataViewed(event);
  return { table: 'data_view', fields: [viewer, whose, what, purpose] };
}

function naming(event: LedgerEvent): Row {
  const { actor, named } = parseNamingChosen(event);
  return { table: 'naming_choice', fields: [actor, String(named)] };
}

/** One COPY a table. */
export async function writeAccessFacts(
  session: SqlSession,
  schema: string,
  facts: readonly AccessFact[],
): Promise<void> {
  for (const table of Object.keys(ACCESS_COLUMNS) as AccessTable[]) {
    const lines = facts.filter((fact) => fact.table === table).map(lineOf);
    if (lines.length === 0) continue;
    const columns = ['position', 'leaf_index', 'recorded_at', ...ACCESS_COLUMNS[table]];
    await session.copyIn(`${schema}.${table} (${columns.join(', ')})`, lines.join(''));
  }
}

const lineOf = ({ position, leafIndex, recordedAtMs, fields }: AccessFact): string =>
  `${position}\t${leafIndex}\t${new Date(recordedAtMs).toISOString()}\t${fields.map(optionalCopyField).join('\t')}\n`;

import { createHash } from 'node:crypto';
import type { Digest } from '../read-models.js';
import type { SqlSession } from '../sql/sql-store.js';

/** Rows a statement: bounds what is in memory at once. */
const ROWS_PER_PAGE = 5_000;

/** The canonical rows of a table: see README.md, "Digest". */
interface DigestTable {
  readonly name: string;
  readonly key: readonly string[];
  /** SQL types of the key, to bind the last key of a page again. */
  readonly keyTypes: (schema: string) => readonly string[];
  readonly fields: readonly string[];
}

const time = (column: string, digits: 'US' | 'MS'): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.${digits}')`;
const orEmpty = (column: string): string => `coalesce(${column}, '')`;

/** As the ledger writes it: no trailing zeros. */
const instant = (column: string): string => `rtrim(rtrim(${time(column, 'US')}, '0'), '.') || 'Z'`;
const RECORDED_AT = `${time('recorded_at', 'MS')} || 'Z'`;

const TABLES: readonly DigestTable[] = [
  {
    name: 'usage_event',
    key: ['position'],
    keyTypes: () => ['bigint'],
    fields: [
      'leaf_index',
      'status',
      'event_key',
      'source',
      `coalesce(occurred_at_exact, ${instant('occurred_at')})`,
      RECORDED_AT,
      'actor',
      'provider',
      'model',
      'input',
      'output',
      'cache_read',
      'cache_write',
      'reasoning',
      ...['team', 'project', 'activity', 'agent', 'session', 'automation', 'reported_cost_usd'].map(orEmpty),
    ],
  },
  {
    name: 'usage_decision',
    key: ['position'],
    keyTypes: () => ['bigint'],
    fields: [
      'leaf_index',
      'type',
      'event_key',
      RECORDED_AT,
      'takes_effect',
      ...['input', 'output', 'cache_read', 'cache_write', 'reasoning'].map((bucket) => orEmpty(`${bucket}::text`)),
      orEmpty('attributes'),
      'reason',
      'author',
    ],
  },
  {
    name: 'usage_adjustment',
    key: ['position', 'events'],
    keyTypes: () => ['bigint', 'smallint'],
    fields: [
      'events',
      'event_key',
      ...['input', 'output', 'cache_read', 'cache_write', 'reasoning', 'source', 'actor', 'provider', 'model'],
      ...['team', 'project', 'activity', 'agent', 'session', 'automation', 'reported_cost_usd'].map(orEmpty),
    ],
  },
  {
    name: 'price',
    key: ['position'],
    keyTypes: () => ['bigint'],
    fields: [
      ...['leaf_index', RECORDED_AT, 'provider', 'model', instant('from_at')],
      `case when to_at < 'infinity' then ${instant('to_at')} else '' end`,
      ...['input', 'output', 'cache_read', 'cache_write', 'reasoning'].map((bucket) => orEmpty(`${bucket}::text`)),
      ...['source', 'author'],
    ],
  },
  {
    name: 'roster',
    key: ['position'],
    keyTypes: () => ['bigint'],
    fields: ['leaf_index', RECORDED_AT, 'team', `to_char(valid_from, 'YYYY-MM-DD')`, 'size', 'author'],
  },
  {
    name: 'policy',
    key: ['position'],
    keyTypes: () => ['bigint'],
    fields: ['leaf_index', RECORDED_AT, 'valid_from', 'boards', 'names', 'purposes', orEmpty('words'), 'author'],
  },
  {
    name: 'data_view',
    key: ['position'],
    keyTypes: () => ['bigint'],
    fields: ['leaf_index', RECORDED_AT, 'viewer', 'whose', 'what', 'purpose'],
  },
  {
    name: 'naming_choice',
    key: ['position'],
    keyTypes: () => ['bigint'],
    fields: ['leaf_index', RECORDED_AT, 'actor', 'named'],
  },
  {
    name: 'other_event',
    key: ['position'],
    keyTypes: () => ['bigint'],
    fields: ['leaf_index', `coalesce(${time('recorded_at', 'MS')} || 'Z', '')`],
  },
  {
    name: 'board_cell',
    key: ['subject_kind', 'window_kind', 'window_start', 'subject'],
    keyTypes: (schema) => [`${schema}.subject_kind`, `${schema}.window_kind`, 'date', 'text collate "C"'],
    fields: [
      'subject_kind',
      'window_kind',
      'window_start',
      'subject',
      'input',
      'output',
      'cache_read',
      'cache_write',
      'reasoning',
      'events',
      'active_days',
      'cost',
      'priced_tokens',
    ],
  },
];

/** SHA-256 over every table's canonical rows in key order; the whole is the SHA-256 over `<table> <hex>` lines. */
export async function digestTables(session: SqlSession, schema: string): Promise<Digest> {
  const tables: Record<string, string> = {};
  const whole = createHash('sha256');
  for (const table of TABLES) {
    const digest = await digestTable(session, schema, table);
    tables[table.name] = digest;
    whole.update(`${table.name} ${digest}\n`);
  }
  return { digest: whole.digest('hex'), tables };
}

async function digestTable(session: SqlSession, schema: string, table: DigestTable): Promise<string> {
  const hash = createHash('sha256');
  const row = table.fields.map((field) => `(${field})::text`).join(` || E'\\x1f' || `);
  const order = table.key.join(', ');
  const types = table.keyTypes(schema);
  let last: readonly string[] | null = null;
  for (;;) {
    const after: string =
      last === null ? '' : `where (${order}) > (${types.map((type, i) => `$${i + 1}::text::${type}`).join(', ')})`;
    const [page]: { rows: string | null; last: string | null }[] = await session.query<{
      rows: string | null;
      last: string | null;
    }>(
      `with page as (select * from ${schema}.${table.name} ${after} order by ${order} limit ${ROWS_PER_PAGE})
       select string_agg(${row} || E'\\n', '' order by ${order}) as rows,
         (select ${table.key.map((column) => `${column}::text`).join(` || E'\\x1f' || `)} from page
          order by ${table.key.map((column) => `page.${column} desc`).join(', ')} limit 1) as last
       from page`,
      last === null ? [] : [...last],
    );
    if (!page?.rows || page.last === null) break;
    hash.update(page.rows);
    last = page.last.split('\u001f');
  }
  return hash.digest('hex');
}

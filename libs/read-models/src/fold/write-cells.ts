import { numberArray, textArray } from '../sql/array-literal.js';
import type { SqlSession } from '../sql/sql-store.js';
import { coarseCells } from './cell-deltas.js';
import type { Cell, CellDeltas } from './cell-deltas.js';

/** Cells a statement: bounds the text that one statement brings, and the memory PGlite grows by and never gives back. */
const CELLS_PER_STATEMENT = 5_000;

/** Adds the sums to the cells: days first, since a day that is new there counts as active in the windows around it. */
export async function writeCells(session: SqlSession, schema: string, deltas: CellDeltas): Promise<void> {
  const days = deltas.dayCells();
  for (const day of days) day.delta.activeDays = 1;
  const existing = new Set<string>();
  for (const chunk of chunks(days)) {
    const inserted = await insertNewDays(session, schema, chunk);
    const known = chunk.filter((cell) => !inserted.has(idOf(cell)));
    for (const cell of known) existing.add(idOf(cell));
    if (known.length > 0) await addToDays(session, schema, known);
  }
  const coarse = coarseCells(days, (day) => !existing.has(idOf(day)));
  for (const chunk of chunks(coarse)) await addToCells(session, schema, chunk);
  deltas.clear();
}

const idOf = ({ key }: Cell): string => `${key.kind}\u001f${key.start}\u001f${key.subject}`;

async function insertNewDays(session: SqlSession, schema: string, cells: readonly Cell[]): Promise<Set<string>> {
  const [row] = await session.query<{ inserted: string | null }>(
    `with fresh as (
       insert into ${schema}.board_cell ${columns} ${given(schema)} on conflict do nothing
       returning subject_kind, window_start, subject
     ) select string_agg(subject_kind || E'\\x1f' || window_start::text || E'\\x1f' || subject, E'\\x1e') as inserted from fresh`,
    parameters(cells),
  );
  return new Set(row?.inserted?.split('\u001e') ?? []);
}

async function addToDays(session: SqlSession, schema: string, cells: readonly Cell[]): Promise<void> {
  await session.query(
    `update ${schema}.board_cell as c set ${sums('d')} from (${given(schema)}) as d
     where c.subject_kind = d.subject_kind and c.window_kind = d.window_kind
       and c.window_start = d.window_start and c.subject = d.subject`,
    parameters(cells),
  );
}

async function addToCells(session: SqlSession, schema: string, cells: readonly Cell[]): Promise<void> {
  await session.query(
    `insert into ${schema}.board_cell as c ${columns} ${given(schema)}
     on conflict (subject_kind, window_kind, window_start, subject)
     do update set ${sums('excluded')}, active_days = c.active_days + excluded.active_days`,
    parameters(cells),
  );
}

const columns = `(subject_kind, window_kind, window_start, subject,
  input, output, cache_read, cache_write, reasoning, events, active_days)`;

const sums = (from: string): string =>
  ['input', 'output', 'cache_read', 'cache_write', 'reasoning', 'events']
    .map((column) => `${column} = c.${column} + ${from}.${column}`)
    .join(', ');

const given = (schema: string): string =>
  `select * from unnest(
     $1::text::${schema}.subject_kind[], $2::text::${schema}.window_kind[], $3::text::date[], $4::text::text[],
     $5::text::bigint[], $6::text::bigint[], $7::text::bigint[], $8::text::bigint[], $9::text::bigint[],
     $10::text::bigint[], $11::text::integer[]
   ) as given (subject_kind, window_kind, window_start, subject,
     input, output, cache_read, cache_write, reasoning, events, active_days)`;

const parameters = (cells: readonly Cell[]): string[] => [
  textArray(cells.map(({ key }) => key.kind)),
  textArray(cells.map(({ key }) => key.window)),
  textArray(cells.map(({ key }) => key.start)),
  textArray(cells.map(({ key }) => key.subject)),
  numberArray(cells.map(({ delta }) => delta.input)),
  numberArray(cells.map(({ delta }) => delta.output)),
  numberArray(cells.map(({ delta }) => delta.cacheRead)),
  numberArray(cells.map(({ delta }) => delta.cacheWrite)),
  numberArray(cells.map(({ delta }) => delta.reasoning)),
  numberArray(cells.map(({ delta }) => delta.events)),
  numberArray(cells.map(({ delta }) => delta.activeDays)),
];

function* chunks(cells: readonly Cell[]): Generator<readonly Cell[]> {
  for (let i = 0; i < cells.length; i += CELLS_PER_STATEMENT) yield cells.slice(i, i + CELLS_PER_STATEMENT);
}

import { numberArray, textArray } from '../sql/array-literal.js';
import { copyField } from '../sql/copy-text.js';
import type { SqlSession } from '../sql/sql-store.js';
import type { Cell } from './cell-sums.js';

/** Cells a statement: bounds the text that one statement brings, and the memory PGlite grows by and never gives back. */
const CELLS_PER_STATEMENT = 5_000;

/** The statements on `board_cell`. */
export class BoardCells {
  constructor(
    private readonly session: SqlSession,
    private readonly schema: string,
  ) {}

  /** Indexes of those cells whose window has cells already, of whatever subject. */
  async begun(cells: readonly Cell[]): Promise<ReadonlySet<number>> {
    if (cells.length === 0) return new Set();
    const rows = await this.session.query<{ n: number }>(
      `select n::integer from unnest($1::text::${this.schema}.subject_kind[], $2::text::${this.schema}.window_kind[], $3::text::date[])
         with ordinality as asked (subject_kind, window_kind, window_start, n)
       where exists (select from ${this.schema}.board_cell as c where c.subject_kind = asked.subject_kind
         and c.window_kind = asked.window_kind and c.window_start = asked.window_start)`,
      [
        textArray(cells.map(({ key }) => key.kind)),
        textArray(cells.map(({ key }) => key.window)),
        textArray(cells.map(({ key }) => key.start)),
      ],
    );
    return new Set(rows.map(({ n }) => n - 1));
  }

  /** Cells that are known not to be there. @param meanwhile is handed each part of them while it is on its way */
  async copy(cells: readonly Cell[], meanwhile: (part: readonly Cell[]) => void = () => undefined): Promise<void> {
    let copied: Promise<void> = Promise.resolve();
    for (const chunk of chunks(cells)) {
      const priced = arePriced(chunk);
      const lines = chunk.map(priced ? pricedLine : line).join(''); // while the chunk before is on its way
      await copied;
      copied = this.session.copyIn(`${this.schema}.board_cell (${columnNames(priced)})`, lines);
      copied.catch(() => undefined); // looked at by the next turn or below
      meanwhile(chunk);
    }
    await copied;
  }

  /** Adds where the day is there and makes it where not. @param meanwhile is handed each part, and what of it was there */
  async addToDays(
    cells: readonly Cell[],
    meanwhile: (part: readonly Cell[], known: ReadonlySet<Cell>) => void,
  ): Promise<void> {
    for (const chunk of chunks(cells)) {
      const made = await this.insertNew(chunk);
      const known = chunk.filter((cell) => !made.has(idOf(cell)));
      const updated = known.length > 0 ? this.update(known) : Promise.resolve();
      updated.catch(() => undefined); // looked at below
      meanwhile(chunk, new Set(known));
      await updated;
    }
  }

  /** Adds where the cell is there and makes it where not. */
  async add(cells: readonly Cell[]): Promise<void> {
    for (const chunk of chunks(cells)) {
      const priced = arePriced(chunk);
      await this.session.query(
        `insert into ${this.schema}.board_cell as c (${columnNames(priced)}) ${this.given(priced)}
         on conflict (subject_kind, window_kind, window_start, subject)
         do update set ${sums('excluded', priced)}, active_days = c.active_days + excluded.active_days`,
        parameters(chunk, priced),
      );
    }
  }

  /** Changes cells that are there and removes those in which no event is left. Gives back the removed. */
  async shrink(cells: readonly Cell[]): Promise<ReadonlySet<Cell>> {
    const gone = new Set<Cell>();
    for (const chunk of chunks(cells)) {
      const priced = arePriced(chunk);
      await this.session.query(
        `update ${this.schema}.board_cell as c set ${sums('d', priced)}, active_days = c.active_days + d.active_days
         from (${this.given(priced)}) as d where ${SAME_CELL}`,
        parameters(chunk, priced),
      );
      const removed = await this.session.query<{ n: number }>(
        `delete from ${this.schema}.board_cell as c using (${this.numbered}) as d
         where ${SAME_CELL} and c.events = 0 returning d.n::integer as n`,
        parameters(chunk, false),
      );
      for (const { n } of removed) gone.add(chunk[n - 1]!);
    }
    return gone;
  }

  private async insertNew(cells: readonly Cell[]): Promise<ReadonlySet<string>> {
    const priced = arePriced(cells);
    const [row] = await this.session.query<{ made: string | null }>(
      `with made as (
         insert into ${this.schema}.board_cell (${columnNames(priced)}) ${this.given(priced)} on conflict do nothing
         returning subject_kind, window_start, subject
       ) select string_agg(subject_kind || E'\\x1f' || window_start::text || E'\\x1f' || subject, E'\\x1e') as made from made`,
      parameters(cells, priced),
    );
    return new Set(row?.made?.split('\u001e') ?? []);
  }

  private async update(cells: readonly Cell[]): Promise<void> {
    const priced = arePriced(cells);
    await this.session.query(
      `update ${this.schema}.board_cell as c set ${sums('d', priced)} from (${this.given(priced)}) as d
       where ${SAME_CELL}`,
      parameters(cells, priced),
    );
  }

  private given(priced: boolean): string {
    return `select * from ${this.unnested(priced)} as given (${columnNames(priced)})`;
  }

  /** The same with their place, from 1. */
  private get numbered(): string {
    return `select * from ${this.unnested(false)} with ordinality as given (${columnNames(false)}, n)`;
  }

  private unnested(priced: boolean): string {
    return `unnest(
       $1::text::${this.schema}.subject_kind[], $2::text::${this.schema}.window_kind[], $3::text::date[], $4::text::text[],
       $5::text::bigint[], $6::text::bigint[], $7::text::bigint[], $8::text::bigint[], $9::text::bigint[],
       $10::text::bigint[], $11::text::integer[]${priced ? ', $12::text::numeric[], $13::text::bigint[]' : ''}
     )`;
  }
}

/** Cells without a price keep the zeros that their columns begin with: then costs cost nothing. */
const arePriced = (cells: readonly Cell[]): boolean => cells.some(({ delta }) => delta.cost !== null);

const columnNames = (priced: boolean): string => `subject_kind, window_kind, window_start, subject,
  input, output, cache_read, cache_write, reasoning, events, active_days${priced ? ', cost, priced_tokens' : ''}`;

const SUMMED = ['input', 'output', 'cache_read', 'cache_write', 'reasoning', 'events'];
const sums = (from: string, priced: boolean): string =>
  [...SUMMED, ...(priced ? ['cost', 'priced_tokens'] : [])]
    .map((column) => `${column} = c.${column} + ${from}.${column}`)
    .join(', ');

const SAME_CELL = `c.subject_kind = d.subject_kind and c.window_kind = d.window_kind
  and c.window_start = d.window_start and c.subject = d.subject`;

const idOf = ({ key }: Cell): string => `${key.kind}\u001f${key.start}\u001f${key.subject}`;

const line = ({ key, delta }: Cell): string =>
  `${key.kind}\t${key.window}\t${key.start}\t${copyField(key.subject)}\t${delta.input}\t${delta.output}\t` +
  `${delta.cacheRead}\t${delta.cacheWrite}\t${delta.reasoning}\t${delta.events}\t${delta.activeDays}\n`;

const pricedLine = (cell: Cell): string => `${line(cell).slice(0, -1)}\t${costOf(cell)}\t${cell.delta.pricedTokens}\n`;

const costOf = ({ delta }: Cell): bigint => delta.cost?.value ?? 0n;

const parameters = (cells: readonly Cell[], priced: boolean): string[] => [
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
  ...(priced ? [numberArray(cells.map(costOf)), numberArray(cells.map(({ delta }) => delta.pricedTokens))] : []),
];

function* chunks(cells: readonly Cell[]): Generator<readonly Cell[]> {
  for (let i = 0; i < cells.length; i += CELLS_PER_STATEMENT) yield cells.slice(i, i + CELLS_PER_STATEMENT);
}

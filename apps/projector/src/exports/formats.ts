import { stringify } from 'csv-stringify/sync';
import type { Cell, Column } from './columns.js';
import { parquet } from './parquet.js';

export const FORMATS = ['csv', 'ndjson', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

export const MEDIA_TYPE: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

type Encoder = <R>(columns: readonly Column<R>[], pages: AsyncIterable<readonly R[]>) => AsyncIterable<Uint8Array>;

/** Pages of rows as bytes, page by page: what is in memory is a page, and of Parquet a row group. */
export const ENCODERS: Readonly<Record<Format, Encoder>> = { csv, ndjson, parquet };

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
async function* csv<R>(columns: readonly Column<R>[], pages: AsyncIterable<readonly R[]>): AsyncGenerator<Uint8Array> {
  const lines = (rows: readonly (readonly Cell[])[]) =>
    Buffer.from(
      stringify([...rows], {
        record_delimiter: '\r\n',
        escape_formulas: true,
        cast: { boolean: String },
      }),
    );
  yield lines([columns.map(({ name }) => name)]);
  for await (const rows of pages) yield lines(rows.map((row) => columns.map(({ of }) => of(row))));
}

async function* ndjson<R>(
  columns: readonly Column<R>[],
  pages: AsyncIterable<readonly R[]>,
): AsyncGenerator<Uint8Array> {
  for await (const rows of pages) {
    const lines = rows.map((row) => {
      const object = Object.fromEntries(columns.map(({ name, of }) => [name, of(row)]));
      return `${JSON.stringify(object)}\n`;
    });
    yield Buffer.from(lines.join(''));
  }
}

import { ByteWriter, ParquetWriter, type ColumnSource, type SchemaElement } from 'hyparquet-writer';
import type { Cell, Column, ColumnType } from './columns.js';

/** Rows that are compressed together. A few hundred bytes a group and column stay in memory until the file's end. */
const ROWS_A_GROUP = 20_000;

const ELEMENT: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  amount: { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  integer: { type: 'INT64', repetition_type: 'OPTIONAL' },
  number: { type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  boolean: { type: 'BOOLEAN', repetition_type: 'OPTIONAL' },
};

export async function* parquet<R>(
  columns: readonly Column<R>[],
  pages: AsyncIterable<readonly R[]>,
): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const schema = [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }) => ({ name, ...ELEMENT[type] })),
  ];
  const file = new ParquetWriter({ writer: bytes, schema, createdBy: 'tallystick' });
  let group: R[] = [];
  for await (const rows of pages) {
    group = group.concat(rows);
    if (group.length < ROWS_A_GROUP) continue;
    await file.write({ columnData: columnData(columns, group), rowGroupSize: group.length });
    group = [];
    yield taken(bytes);
  }
  if (group.length > 0) await file.write({ columnData: columnData(columns, group), rowGroupSize: group.length });
  await file.finish();
  yield taken(bytes);
}

const columnData = <R>(columns: readonly Column<R>[], rows: readonly R[]): ColumnSource[] =>
  columns.map(({ name, type, of }) => ({ name, data: rows.map((row) => asStored(type, of(row))), offsetIndex: false }));

function asStored(type: ColumnType, cell: Cell): Cell | bigint {
  if (cell === null) return null;
  if (type === 'integer') return BigInt(cell);
  return type === 'amount' ? String(cell) : cell;
}

/** What was written since, so that the writer begins its buffer again; its offset in the file goes on. */
function taken(bytes: ByteWriter): Uint8Array {
  const copy = bytes.getBytes().slice();
  bytes.index = 0;
  return copy;
}

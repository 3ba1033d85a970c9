import type { PriceListing } from '@tallystick/read-models';
import { integerColumn, textColumn } from './columns.js';
import { paging, type ExportTable } from './export-table.js';

/** The price book as it was listed, newest first: nano-USD a million tokens. */
export const pricesExport: ExportTable<PriceListing> = {
  takes: [],
  columns: [
    textColumn('position', (row) => row.position),
    integerColumn('leafIndex', (row) => row.leafIndex),
    textColumn('recordedAt', (row) => row.recordedAt),
    textColumn('provider', (row) => row.provider),
    textColumn('model', (row) => row.model),
    textColumn('from', (row) => row.from),
    textColumn('to', (row) => row.to),
    integerColumn('input', (row) => row.input),
    integerColumn('output', (row) => row.output),
    integerColumn('cacheRead', (row) => row.cacheRead),
    integerColumn('cacheWrite', (row) => row.cacheWrite),
    integerColumn('reasoning', (row) => row.reasoning),
    textColumn('source', (row) => row.source),
    textColumn('author', (row) => row.author),
  ],
  async page(context) {
    const { answer, at } = await context.models.prices(paging(context));
    return { answer: { rows: answer.prices, nextCursor: answer.nextCursor }, at };
  },
};

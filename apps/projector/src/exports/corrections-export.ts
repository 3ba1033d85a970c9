import type { DecisionRow } from '@tallystick/read-models';
import { booleanColumn, integerColumn, textColumn } from './columns.js';
import { paging, type ExportTable } from './export-table.js';
import { timesOf } from './export.params.js';

/** What was decided about events, newest first; `from` and `to` are when it was recorded. */
export const correctionsExport: ExportTable<DecisionRow> = {
  takes: ['from', 'to'],
  columns: [
    textColumn('position', (row) => row.position),
    integerColumn('leafIndex', (row) => row.leafIndex),
    textColumn('recordedAt', (row) => row.recordedAt),
    textColumn('type', (row) => row.type),
    textColumn('eventKey', (row) => row.eventKey),
    booleanColumn('takesEffect', (row) => row.takesEffect),
    integerColumn('input', (row) => row.tokens?.input ?? null),
    integerColumn('output', (row) => row.tokens?.output ?? null),
    integerColumn('cacheRead', (row) => row.tokens?.cacheRead ?? null),
    integerColumn('cacheWrite', (row) => row.tokens?.cacheWrite ?? null),
    integerColumn('reasoning', (row) => row.tokens?.reasoning ?? null),
    textColumn('attributes', (row) => (row.attributes === null ? null : JSON.stringify(row.attributes))),
    textColumn('reason', (row) => row.reason),
    textColumn('author', (row) => row.author),
  ],
  async page(context) {
    const { models, params, tz } = context;
    const { answer, at } = await models.decisions({ ...timesOf(params, tz), ...paging(context) });
    return { answer: { rows: answer.decisions, nextCursor: answer.nextCursor }, at };
  },
};

import type { AuditRow } from '@tallystick/read-models';
import { filterOf } from '../queries/parameters/filter.params.js';
import { booleanColumn, integerColumn, textColumn } from './columns.js';
import { paging, type ExportTable } from './export-table.js';
import { FILTER_PARAMS, timesOf } from './export.params.js';

/** The audit trail, newest first: each event as it was recorded, and its status. */
export const usageExport: ExportTable<AuditRow> = {
  takes: ['from', 'to', ...FILTER_PARAMS],
  columns: [
    textColumn('position', (row) => row.position),
    integerColumn('leafIndex', (row) => row.leafIndex),
    textColumn('eventKey', (row) => row.eventKey),
    textColumn('source', (row) => row.source),
    textColumn('occurredAt', (row) => row.occurredAt),
    textColumn('recordedAt', (row) => row.recordedAt),
    textColumn('actor', (row) => row.actor),
    textColumn('provider', (row) => row.provider),
    textColumn('model', (row) => row.model),
    integerColumn('input', (row) => row.tokens.input),
    integerColumn('output', (row) => row.tokens.output),
    integerColumn('cacheRead', (row) => row.tokens.cacheRead),
    integerColumn('cacheWrite', (row) => row.tokens.cacheWrite),
    integerColumn('reasoning', (row) => row.tokens.reasoning),
    textColumn('team', (row) => row.team),
    textColumn('project', (row) => row.project),
    textColumn('activity', (row) => row.activity),
    textColumn('agent', (row) => row.agent),
    textColumn('session', (row) => row.session),
    textColumn('automation', (row) => row.automation),
    textColumn('reportedCostUsd', (row) => row.reportedCostUsd),
    textColumn('status', (row) => row.status),
    booleanColumn('counts', (row) => row.status === 'counted' || row.status === 'corrected'),
    integerColumn('corrections', (row) => row.corrections.length),
  ],
  async page(context) {
    const { models, params, tz } = context;
    const { answer, at } = await models.events({
      filter: filterOf(params),
      ...timesOf(params, tz),
      ...paging(context),
    });
    return { answer: { rows: answer.events, nextCursor: answer.nextCursor }, at };
  },
};

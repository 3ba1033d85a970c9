import { Inject, Injectable } from '@nestjs/common';
import type { Position } from '@tallystick/ledger-store';
import { Problem, SETTINGS, type Caller, type Settings } from '@tallystick/platform';
import { Readable } from 'node:stream';
import type { AsOf } from '../queries/standpoint/as-of.js';
import { filterOf } from '../queries/parameters/filter.params.js';
import { Privacy } from '../queries/privacy/privacy.js';
import { Standpoint } from '../queries/standpoint/standpoint.js';
import { boardsExport } from './boards-export.js';
import { correctionsExport } from './corrections-export.js';
import type { ExportContext, ExportPage, ExportTable } from './export-table.js';
import { refuseOthers, TABLES, type ExportParams, type TableName } from './export.params.js';
import { ENCODERS, type Format } from './formats.js';
import { focusExport } from './focus-export.js';
import { pricesExport } from './prices-export.js';
import { usageExport } from './usage-export.js';

/** Exports that run at once: each may hold a page, a row group or a board. */
const MAX_RUNNING = 4;

export const EXPORT_TABLES = {
  usage: usageExport,
  corrections: correctionsExport,
  boards: boardsExport,
  prices: pricesExport,
  focus: focusExport,
} as const satisfies Record<TableName, unknown>;

const isTable = (name: string): name is TableName => TABLES.some((table) => table === name);

export interface Export {
  readonly table: TableName;
  readonly format: Format;
  readonly asOf: AsOf;
  /** Ends with an error when a page could not be had: what was sent so far is then not the whole. */
  readonly body: Readable;
}

/** Writes whole tables as they stood at one ledger position, however long the reader takes. */
@Injectable()
export class Exports {
  private running = 0;

  constructor(
    private readonly standpoint: Standpoint,
    private readonly privacy: Privacy,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws Problem not-found, invalid-query, not-caught-up, forbidden, ledger-unavailable */
  start(table: string, params: ExportParams, caller: Caller): Promise<Export> {
    if (!isTable(table)) {
      throw new Problem('not-found', `there is no such table to export; there are ${TABLES.join(', ')}`);
    }
    return this.begin(table, EXPORT_TABLES[table] as ExportTable<unknown>, params, caller);
  }

  private async begin<R>(
    name: TableName,
    table: ExportTable<R>,
    params: ExportParams,
    caller: Caller,
  ): Promise<Export> {
    refuseOthers(name, table.takes, params);
    if (this.running >= MAX_RUNNING) {
      throw new Problem('not-caught-up', `${MAX_RUNNING} exports are running: ask again when one has ended`);
    }
    this.running += 1;
    const ended = () => (this.running -= 1);
    try {
      const { format = 'csv' } = params;
      const { first, context, asOf } = await this.firstPage(table, params, caller);
      const rows = pages(table, first, context);
      const body = Readable.from(ENCODERS[format](table.columns, rows), { objectMode: false });
      body.once('close', ended);
      return { table: name, format, asOf, body };
    } catch (error) {
      ended();
      throw error;
    }
  }

  /** What can be refused is refused before anything is sent. All other pages are asked as of this one's position. */
  private firstPage<R>(table: ExportTable<R>, params: ExportParams, caller: Caller) {
    const tz = params.tz ?? this.settings.timeZone;
    return this.standpoint.answer(params, async (stores) => {
      const { actor } = filterOf(params);
      await this.privacy.assertMaySeeEvents(stores, caller, { actor, what: 'export', purpose: params.purpose });
      const asked = await this.standpoint.positionOf(stores, params, tz);
      const asking = { models: stores.readModels, params, tz, nowMs: Date.now(), cursor: undefined };
      const { answer, at } = await table.page({ ...asking, asOfPosition: asked });
      return { answer: { first: answer, context: { ...asking, asOfPosition: at.position } }, at };
    });
  }
}

async function* pages<R>(
  table: ExportTable<R>,
  first: ExportPage<R>,
  context: ExportContext & { readonly asOfPosition: Position },
): AsyncGenerator<readonly R[]> {
  let page = first;
  yield page.rows;
  while (page.nextCursor !== null) {
    page = (await table.page({ ...context, cursor: page.nextCursor })).answer;
    yield page.rows;
  }
}

import type { Checkpoint, ReadModels } from '@tallystick/read-models';
import type { Position } from '@tallystick/ledger-store';
import type { Column } from './columns.js';
import type { ExportParams } from './export.params.js';

/** Rows asked for at once: what an export holds in memory. */
export const ROWS_A_PAGE = 2_000;

export interface ExportPage<R> {
  readonly rows: readonly R[];
  readonly nextCursor: string | null;
}

export interface ExportContext {
  readonly models: ReadModels;
  readonly params: ExportParams;
  readonly tz: string;
  readonly nowMs: number;
  /** The position whose rows are exported; undefined on the first page: what is folded. */
  readonly asOfPosition: Position | undefined;
  readonly cursor: string | undefined;
}

/** A table as it is exported: a page after the other, each as of the position of the first. */
export interface ExportTable<R> {
  /** Parameters beside those of every export. */
  readonly takes: readonly (keyof ExportParams)[];
  readonly columns: readonly Column<R>[];
  page(context: ExportContext): Promise<{ answer: ExportPage<R>; at: Checkpoint }>;
}

/** What the read models are asked for, whatever the table. */
export const paging = ({ asOfPosition, cursor }: ExportContext) => ({
  limit: ROWS_A_PAGE,
  ...(asOfPosition === undefined ? {} : { asOfPosition }),
  ...(cursor === undefined ? {} : { cursor }),
});

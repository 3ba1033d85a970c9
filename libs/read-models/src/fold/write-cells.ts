import type { SqlSession } from '../sql/sql-store.js';
import { BoardCells } from './board-cells.js';
import { coarseCells } from './cell-deltas.js';
import type { Cell, CellDeltas } from './cell-deltas.js';

/**
 * Adds the sums to the cells: days first, since a day that is new for a subject makes it active on one day more in the
 * windows around it. Catching up goes mostly through days and weeks that have no cell yet: those are copied in, which
 * takes half the time of looking each one up.
 */
export async function writeCells(session: SqlSession, schema: string, deltas: CellDeltas): Promise<void> {
  const table = new BoardCells(session, schema);
  const days = deltas.dayCells();
  for (const day of days) day.delta.activeDays = 1;
  const { fresh, begun } = await split(table, days);
  await table.copy(fresh);
  const grown = new Set(await table.addToDays(begun));
  const coarse = await split(
    table,
    coarseCells(days, (day) => !grown.has(day)),
  );
  await table.copy(coarse.fresh);
  await table.add(coarse.begun);
  deltas.clear();
}

/** Cells of windows that have no cell at all yet, and the others. */
async function split(table: BoardCells, cells: readonly Cell[]): Promise<{ fresh: Cell[]; begun: Cell[] }> {
  const windows = new Map<string, Cell[]>();
  for (const cell of cells) {
    const id = `${cell.key.kind} ${cell.key.window} ${cell.key.start}`;
    const ofWindow = windows.get(id);
    if (ofWindow === undefined) windows.set(id, [cell]);
    else ofWindow.push(cell);
  }
  const groups = [...windows.values()];
  const begunAt = await table.begun(groups.map(([first]) => first!));
  return {
    fresh: groups.filter((_, i) => !begunAt.has(i)).flat(),
    begun: groups.filter((_, i) => begunAt.has(i)).flat(),
  };
}

import type { UsageCost } from '@tallystick/domain';
import type { SqlSession } from '../sql/sql-store.js';
import { BoardCells } from './board-cells.js';
import { bySign, CoarseSums, DaySums } from './cell-sums.js';
import type { Cell, CellKey, CountedUsage } from './cell-sums.js';

/** Cells (about 200 bytes each) held in memory before they are written, within one transaction. */
const MAX_DAY_CELLS = 50_000;
const MAX_COARSE_CELLS = 150_000;

/**
 * What a transaction adds to the boards. Days are written as memory asks for it, and go on into the coarser windows;
 * those are touched by every day, so they are written as seldom as can be: at the end.
 */
export class BoardSums {
  private readonly days = new DaySums();
  private readonly coarse = new CoarseSums();
  private readonly table: BoardCells;

  constructor(session: SqlSession, schema: string) {
    this.table = new BoardCells(session, schema);
  }

  /** @param events -1 takes usage off; what put it on must have been added before */
  add(usage: CountedUsage, day: string, events: 1 | -1, cost: UsageCost | null): void {
    this.days.add(usage, day, events, cost);
  }

  /** Another cost of usage that was added before. @param kind place in SUBJECTS */
  addCost(kind: number, day: string, subject: string, cost: UsageCost): void {
    this.days.addCost(kind, day, subject, cost);
  }

  /** Writes what has grown too large to hold. */
  async relieve(): Promise<void> {
    if (this.days.size >= MAX_DAY_CELLS) await this.writeDays();
    if (this.coarse.size >= MAX_COARSE_CELLS) await this.writeCoarse();
  }

  async finish(): Promise<void> {
    await this.writeDays();
    await this.writeCoarse();
  }

  /** A day that is new for a subject makes it active on one day more in the windows around it, one that is gone on one less. */
  private async writeDays(): Promise<void> {
    const { growing, shrinking } = bySign(this.days.cells());
    for (const day of growing) day.delta.activeDays = 1;
    const { fresh, begun } = await split(this.table, growing);
    await this.table.copy(fresh, (days) => this.coarse.add(days, () => 1));
    await this.table.addToDays(begun, (days, known) => this.coarse.add(days, (day) => (known.has(day) ? 0 : 1)));
    const gone = await this.table.shrink(shrinking);
    this.coarse.add(shrinking, (day) => (gone.has(day) ? -1 : 0));
    this.days.clear();
  }

  private async writeCoarse(): Promise<void> {
    const { growing, shrinking } = bySign(this.coarse.cells());
    const { fresh, begun } = await split(this.table, growing);
    await this.table.copy(fresh);
    await this.table.add(begun);
    await this.table.shrink(shrinking);
    this.coarse.clear();
  }
}

/**
 * Cells of windows that have no cell at all yet, and the others. Catching up goes mostly through days and weeks that
 * have none: those are copied in, which takes half the time of looking each one up. A window's cells stand together.
 */
async function split(table: BoardCells, cells: readonly Cell[]): Promise<{ fresh: Cell[]; begun: Cell[] }> {
  const groups: Cell[][] = [];
  let last: Cell[] | undefined;
  for (const cell of cells) {
    if (last !== undefined && sameWindow(last[0]!.key, cell.key)) last.push(cell);
    else groups.push((last = [cell]));
  }
  const begunAt = await table.begun(groups.map(([first]) => first!));
  return {
    fresh: groups.filter((_, i) => !begunAt.has(i)).flat(),
    begun: groups.filter((_, i) => begunAt.has(i)).flat(),
  };
}

const sameWindow = (a: CellKey, b: CellKey): boolean =>
  a.kind === b.kind && a.window === b.window && a.start === b.start;

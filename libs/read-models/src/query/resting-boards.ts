import type { Position } from '@tallystick/ledger-store';
import { windowAt, windowBefore } from '../calendar/window-bounds.js';
import type { WindowBounds } from '../calendar/window-bounds.js';
import { WINDOWS } from '../read-models.js';
import type { SqlSession } from '../sql/sql-store.js';
import { RestingBoard, type AskAtRest, type RestingQuestion } from './resting-board.js';
import { areKept } from './window-sums.js';
import type { SumsQuestion } from './window-sums.js';

/** The kind of board that grows with the number of people; the others are small. */
const KIND = 'actors';
/** Bounds of what is held: 10 numbers a row, 80 bytes. */
const MAX_ROWS = 800_000;
const MAX_WINDOWS = 400;

/**
 * The boards of actors in memory while no number changes: true for the position of the last one that did, and of no use
 * once another does. A board that was never asked for is then answered as quickly as one that was.
 */
export class RestingBoards {
  private standing: Position | undefined;
  private readonly boards = new Map<string, RestingBoard>();
  private readonly names = new Map<string, string>();
  private rows = 0;

  find(question: SumsQuestion, standing: Position): RestingBoard | undefined {
    const here = this.standing === standing && question.subject === KIND && areKept(question);
    return here ? this.boards.get(idOf(question.bounds)) : undefined;
  }

  /** Whether they are, or are being, taken into memory as they stand at this position. */
  isFor(standing: Position): boolean {
    return this.standing === standing;
  }

  forget(standing?: Position): void {
    this.standing = standing;
    this.boards.clear();
    this.names.clear();
    this.rows = 0;
  }

  /** False when no more may be held, or other numbers stand in the tables than those named to `forget`. */
  async load(ask: AskAtRest, question: RestingQuestion): Promise<boolean> {
    const { standing } = this;
    const board = await RestingBoard.load(ask, { ...question, subject: KIND }, this.names);
    if (board === undefined || this.standing !== standing) return false;
    if (board !== null && this.rows + board.rows <= MAX_ROWS) {
      this.boards.set(idOf(question.bounds), board);
      this.rows += board.rows;
    }
    return this.rows < MAX_ROWS && this.boards.size < MAX_WINDOWS;
  }
}

const idOf = ({ window, start }: WindowBounds): string => `${window} ${start}`;

/**
 * Every window between the first and the last day that actors' cells know, and the empty one before, which ranks are held
 * against: newest first, the coarse ones before.
 */
export async function keptWindows(session: SqlSession, schema: string, zone: string): Promise<WindowBounds[]> {
  const [days] = await session.query<{ first: string | null; last: string | null }>(
    `select min(window_start)::text as first, max(window_start)::text as last from ${schema}.board_cell
     where subject_kind = '${KIND}' and window_kind = 'day'`,
  );
  const [firstMs, lastMs] = [Date.parse(`${days?.first}T12:00:00Z`), Date.parse(`${days?.last}T12:00:00Z`)];
  if (Number.isNaN(firstMs) || Number.isNaN(lastMs)) return []; // no day, or one before our era
  const windows: WindowBounds[] = [];
  for (const window of WINDOWS.toReversed()) {
    let bounds: WindowBounds | null = windowAt(window, lastMs, zone);
    for (let i = 0; bounds !== null && i < MAX_WINDOWS; i++) {
      windows.push(bounds);
      bounds = (bounds.toMs ?? Infinity) > firstMs ? windowBefore(bounds) : null;
    }
  }
  return windows;
}

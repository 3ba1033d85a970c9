import Table from 'cli-table3';
import { grouped } from '../output/numbers.js';
import type { Board } from './boards.js';

const NOT_STATED = '(not stated)';

/** A leaderboard as a table of plain characters, with colour only where the terminal shows it. */
export function boardText(board: Pick<Board, 'subject' | 'metric' | 'rows'>, colour: boolean): string {
  const table = new Table({
    head: ['#', board.subject, board.metric, 'share'],
    colAligns: ['right', 'left', 'right', 'right'],
    style: colour ? { compact: true } : { compact: true, head: [], border: [] },
  });
  for (const { rank, subject, value, share } of board.rows) {
    table.push([
      rank,
      subject ?? NOT_STATED,
      value === null ? 'unknown' : grouped(value),
      `${(share * 100).toFixed(1)} %`,
    ]);
  }
  return table.toString();
}

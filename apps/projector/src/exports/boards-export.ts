import type { Leaderboard, LeaderboardRow } from '@tallystick/read-models';
import { leaderboardQuery } from '../queries/leaderboards/leaderboard.params.js';
import { invalidQuery } from '../queries/parameters/invalid-query.js';
import { amountColumn, integerColumn, numberColumn, textColumn } from './columns.js';
import type { ExportTable } from './export-table.js';

/** A board is ranked whole, so it is held whole: some 30 MB. */
const MAX_BOARD_ROWS = 200_000;

type BoardRow = LeaderboardRow & { readonly board: Leaderboard };

/** One board, every row of it. */
export const boardsExport: ExportTable<BoardRow> = {
  takes: ['subject', 'metric', 'window', 'at'],
  columns: [
    textColumn('board', (row) => row.board.subject),
    textColumn('metric', (row) => row.board.metric),
    textColumn('window', (row) => row.board.window),
    textColumn('from', (row) => row.board.from),
    textColumn('to', (row) => row.board.to),
    textColumn('tz', (row) => row.board.tz),
    integerColumn('rank', (row) => row.rank),
    textColumn('subject', (row) => row.subject),
    amountColumn('value', (row) => row.value),
    numberColumn('share', (row) => row.share),
    integerColumn('previousRank', (row) => row.previousRank),
  ],
  async page({ models, params, tz, nowMs, asOfPosition }) {
    const { subject = 'actors', metric, window, at } = params;
    const asked = Object.entries({ metric, window, at }).filter(([, value]) => value !== undefined);
    const query = leaderboardQuery(subject, Object.fromEntries(asked), { timeZone: tz, nowMs });
    const { answer: board, at: stood } = await models.leaderboard({
      ...query,
      limit: MAX_BOARD_ROWS,
      ...(asOfPosition === undefined ? {} : { asOfPosition }),
    });
    if (board.nextCursor !== null) throw invalidQuery('subject', `the board has more than ${MAX_BOARD_ROWS} rows`);
    return { answer: { rows: board.rows.map((row) => ({ ...row, board })), nextCursor: null }, at: stood };
  },
};

import { CalendarSearch } from 'lucide-react';
import type { Leaderboard } from '../../api/answers.js';
import { Download } from '../../exports/download.js';
import { formatAmount, formatShare } from '../../format/amounts.js';
import { isSmallGroups, METRIC_NAMES, SUBJECT_NAME } from '../../format/names.js';
import { PolicyNote } from '../../policy/policy-note.js';
import { AsOfLine } from '../../ui/as-of-line.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { NoEventsYet } from '../../ui/no-events-yet.js';
import { SmallGroupsNote } from '../../ui/small-groups-note.js';
import { WholeDays } from '../../ui/whole-days.js';
import { BoardRow } from './board-row.js';
import styles from './board.module.css';

interface BoardProps {
  /** At least one. */
  readonly pages: readonly Leaderboard[];
  /** As asked for. */
  readonly at: string | null;
  readonly meaning: string;
  /** Only where it is mixed with real usage: else the page says so once for everything. */
  readonly labelMadeUp: boolean;
  /** null: this is all. */
  readonly more: (() => Promise<void>) | null;
  readonly loadingMore: boolean;
}

export function Board({ pages, at, meaning, labelMadeUp, more, loadingMore }: BoardProps) {
  const board = pages.at(-1)!;
  const rows = pages.flatMap((page) => page.rows);
  if (rows.length === 0) return <NothingHere board={board} />;
  const compared = board.window !== 'all';
  return (
    <>
      <p className={styles.meaning}>{meaning}.</p>
      {board.unpricedShare !== undefined && <Unpriced share={board.unpricedShare} />}
      <table className={styles.board}>
        <thead>
          <tr>
            <th scope="col" className={styles.rank}>
              <span className="only-heard">Rank</span>
              <span aria-hidden>#</span>
            </th>
            <th scope="col">{SUBJECT_NAME[board.subject]}</th>
            <th scope="col" className={styles.amount}>
              {METRIC_NAMES[board.metric]}
            </th>
            <th scope="col" className={styles.share}>
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <BoardRow
              // Another question has rows of its own: a number that differs from the one before has not changed.
              key={[board.metric, board.window, board.from, row.subject ?? '\0'].join(' ')}
              {...{ board, row, at, compared, labelMadeUp }}
            />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td />
            <th scope="row">{board.metric === 'activeDays' ? 'Sum' : 'Total'}</th>
            <td className={styles.amount}>{formatAmount(board.metric, board.total)}</td>
            <td className={styles.share} />
          </tr>
        </tfoot>
      </table>
      <div className={styles.foot}>
        {more !== null && (
          <Button onClick={() => void more()} disabled={loadingMore}>
            {loadingMore ? 'Loading …' : 'Show more'}
          </Button>
        )}
        <Download
          table="boards"
          parameters={{ subject: board.subject, metric: board.metric, window: board.window, at, tz: board.tz }}
        />
        {rows.some(({ subject }) => isSmallGroups(board.subject, subject)) && (
          <SmallGroupsNote subject={board.subject} />
        )}
        {board.wholeDaysUntil !== undefined && <WholeDays until={board.wholeDaysUntil} />}
        <AsOfLine asOf={board.asOf} />
        {board.policy !== undefined && <PolicyNote policy={board.policy} />}
      </div>
    </>
  );
}

function Unpriced({ share }: { readonly share: number }) {
  if (share === 0) return <p className={styles.meaning}>Every token has a price.</p>;
  return (
    <p className={styles.unpriced}>
      {formatShare(share)} of the tokens have no known price: their cost is unknown, not 0, and not part of these sums.
    </p>
  );
}

function NothingHere({ board }: { readonly board: Leaderboard }) {
  if (board.asOf.logSize === 0) return <NoEventsYet />;
  return (
    <EmptyState icon={CalendarSearch} title="No usage in this window">
      <p>Step to the window before, or choose a wider one. Windows go by when the tokens were used.</p>
    </EmptyState>
  );
}

import type { BoardRow as Row, Leaderboard } from '../../api/answers.js';
import { mayExplain, useCaller } from '../../api/use-caller.js';
import { useExplain } from '../../explain/explain-context.js';
import { formatAmount, formatShare } from '../../format/amounts.js';
import { isMadeUp, isSmallGroups, keyName, SINGULAR } from '../../format/names.js';
import { MadeUpBadge } from '../../made-up/made-up-badge.js';
import { Badge } from '../../ui/badge.js';
import { Changing } from '../../ui/changing.js';
import { ShareBar } from '../../ui/share-bar.js';
import { BoardKey } from './board-key.js';
import styles from './board.module.css';
import { RankChange } from './rank-change.js';

interface BoardRowProps {
  readonly board: Leaderboard;
  readonly row: Row;
  readonly at: string | null;
  /** There is a window before this one. */
  readonly compared: boolean;
  readonly labelMadeUp: boolean;
}

export function BoardRow({ board, row, at, compared, labelMadeUp }: BoardRowProps) {
  const { openExplain } = useExplain();
  const { subject, metric, window, tz } = board;
  const name = row.name ?? keyName(subject, row.subject);
  const value = formatAmount(metric, row.value);
  const filter = { [SINGULAR[subject]]: row.subject };
  const known = useCaller();
  const explained = mayExplain(known, filter) && !isSmallGroups(subject, row.subject);
  const open = () =>
    openExplain({
      filter,
      metric,
      time: at === null ? { window } : { window, at },
      tz,
      value: row.value,
    });
  return (
    <tr>
      <td className={styles.rank}>
        <span className={styles.place}>{row.rank}</span>
        {compared && <RankChange rank={row.rank} previous={row.previousRank} />}
      </td>
      <th scope="row" className={styles.name}>
        <BoardKey subject={subject} name={row.subject} person={row.name} />
        {labelMadeUp && isMadeUp(row.subject) && <MadeUpBadge />}
        {subject === 'actors' && row.subject !== null && row.subject === known?.actor && (
          <Badge tone="accent">me</Badge>
        )}
        <ShareBar share={row.share} />
      </th>
      <td className={styles.amount}>
        {!explained ? (
          <Changing text={value} />
        ) : (
          <button type="button" className={styles.value} onClick={open} aria-label={`${value}: explain ${name}`}>
            <Changing text={value} />
          </button>
        )}
      </td>
      <td className={styles.share}>{row.value === null ? '–' : formatShare(row.share)}</td>
    </tr>
  );
}

import { formatAge, formatInstant, formatSpan } from '../format/times.js';
import { formatCount } from '../format/amounts.js';
import { useSession } from '../session/session.js';
import { useLiveState, type LiveMode } from './live-state.js';
import { useNow } from './use-now.js';
import styles from './live-status.module.css';

const MODE_NAMES: Readonly<Record<LiveMode, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  asking: 'Every 5 s',
  away: 'No answer',
};
const MODE_MEANINGS: Readonly<Record<LiveMode, string>> = {
  connecting: 'Connecting to the stream of changes',
  live: 'Changes show within a second',
  asking: 'There is no stream of changes here: the page asks every 5 seconds',
  away: 'The service does not answer; the page goes on trying',
};

/** How fresh the page is: the latest ledger position that any answer was true for, and its age. */
export function LiveStatus() {
  const { mode, asOf } = useLiveState();
  const { refused } = useSession();
  const nowMs = useNow(10_000);
  if (refused) return null;
  return (
    <div className={styles.status} title={MODE_MEANINGS[mode]}>
      <span className={styles.mode} data-mode={mode} role="status">
        {MODE_NAMES[mode]}
      </span>
      {asOf !== null && (
        <span className={styles.position}>
          position <b className="number">{formatCount(asOf.position)}</b>
          {asOf.recordedAt !== null && (
            <>
              {', '}
              <time dateTime={asOf.recordedAt} title={formatInstant(asOf.recordedAt)}>
                {formatAge(nowMs - Date.parse(asOf.recordedAt))}
              </time>
            </>
          )}
          {asOf.behindMs > 1_000 && <span className={styles.behind}>{`, ${formatSpan(asOf.behindMs)} behind`}</span>}
        </span>
      )}
    </div>
  );
}

import type { AsOf } from '../api/answers.js';
import { formatCount } from '../format/amounts.js';
import { formatAge, formatInstant, formatSpan } from '../format/times.js';
import { useNow } from '../live/use-now.js';
import styles from './as-of-line.module.css';

/** What an answer is true for, in words. */
export function AsOfLine({ asOf }: { readonly asOf: AsOf }) {
  const nowMs = useNow(10_000);
  return (
    <p className={styles.line}>
      True for ledger position <b className="number">{formatCount(asOf.position)}</b>
      {asOf.recordedAt !== null && (
        <>
          , recorded{' '}
          <time dateTime={asOf.recordedAt} title={formatInstant(asOf.recordedAt)}>
            {formatAge(nowMs - Date.parse(asOf.recordedAt))}
          </time>
        </>
      )}
      {asOf.behindMs === 0 ? '; nothing waits to be counted.' : `; ${formatSpan(asOf.behindMs)} behind the ledger.`}
    </p>
  );
}

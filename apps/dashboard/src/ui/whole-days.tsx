import { formatDay } from '../format/windows.js';
import styles from './as-of-line.module.css';

/** Why today is missing. @param until start of today */
export function WholeDays({ until }: { readonly until: string }) {
  return (
    <p className={styles.line}>
      Whole days only, up to the start of {formatDay(until)}: what was used since shows tomorrow.
    </p>
  );
}

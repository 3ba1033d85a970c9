import { formatDay } from '../format/windows.js';
import styles from './as-of-line.module.css';

interface WholeDaysProps {
  /** Start of today. */
  readonly until: string;
  /** Of a series, which also leaves out what is too small to be told. */
  readonly series?: boolean;
}

/** Why today is missing, and what else. */
export function WholeDays({ until, series = false }: WholeDaysProps) {
  return (
    <p className={styles.line}>
      Whole days only, up to the start of {formatDay(until)}: what was used since shows tomorrow.
      {series &&
        ' What too few people stand behind is summed up as “(small …)”, or left out where even that tells of them.'}
    </p>
  );
}

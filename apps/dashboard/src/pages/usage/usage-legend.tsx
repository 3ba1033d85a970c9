import { seriesLook } from '../../charts/series-look.js';
import { Swatch } from '../../charts/swatch.js';
import { formatCount, formatShare } from '../../format/amounts.js';
import { seriesName } from './series-name.js';
import type { Split } from './usage-choices.js';
import styles from './usage-legend.module.css';
import type { UsageSeries } from './usage-series.js';

/** What each colour stands for and what it comes to. */
export function UsageLegend({ split, usage }: { readonly split: Split; readonly usage: UsageSeries }) {
  return (
    <ul className={styles.legend} aria-label="Legend">
      {usage.series.map((series, index) => (
        <li key={`${series.rest}${series.key}`}>
          <Swatch look={seriesLook(index, series.rest)} />
          <span className={styles.name}>{seriesName(split, series)}</span>
          <span className={styles.amount}>{formatCount(String(series.total))}</span>
          <span className={styles.share}>{formatShare(Number(series.total) / Number(usage.total))}</span>
        </li>
      ))}
      <li className={styles.total}>
        <span />
        <span>Total</span>
        <span className={styles.amount}>{formatCount(String(usage.total))}</span>
      </li>
    </ul>
  );
}

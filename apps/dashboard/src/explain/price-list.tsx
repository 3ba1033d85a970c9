import { BUCKETS, type Amount } from '../api/answers.js';
import { formatCount, formatExactUsd } from '../format/amounts.js';
import { BUCKET_NAMES } from '../format/names.js';
import { Moment } from '../ui/moment.js';
import styles from './price-list.module.css';
import type { ExplainedPrice } from './explanation.js';

/** The prices by which these events are counted, as they stand in the ledger. */
export function PriceList({ prices }: { readonly prices: readonly ExplainedPrice[] }) {
  return (
    <section aria-label="Prices in force">
      <h3>Prices in force</h3>
      <ul className={styles.prices}>
        {prices.map((price) => (
          <li key={price.position}>
            <p>
              <b>{price.model}</b> ({price.provider}), from <Moment at={price.from} />
              {price.to ? (
                <>
                  {' '}
                  until <Moment at={price.to} />
                </>
              ) : null}
              ; ledger position <span className="number">{formatCount(price.position)}</span>, by {price.source}
            </p>
            <p className={styles.buckets}>
              {BUCKETS.flatMap((bucket) => {
                const nanoUsd = price.perMillion[bucket];
                return nanoUsd === undefined || nanoUsd === null
                  ? []
                  : [<span key={bucket}>{`${BUCKET_NAMES[bucket].toLowerCase()} ${usdOfNano(nanoUsd)}`}</span>];
              })}
              <span>a million tokens</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Nano-dollars as dollars, exact. */
function usdOfNano(nanoUsd: Amount): string {
  const digits = String(nanoUsd).padStart(10, '0');
  return formatExactUsd(`${digits.slice(0, -9)}.${digits.slice(-9)}`);
}

import { CircleCheck, CircleX } from 'lucide-react';
import type { Amount, Metric } from '../api/answers.js';
import { counted, formatCount, formatExactUsd } from '../format/amounts.js';
import { exactSum, sameAmount } from './exact-sum.js';
import type { ExplainedEvent } from './explanation.js';
import styles from './sum-line.module.css';

interface SumLineProps {
  readonly metric: Metric;
  readonly value: Amount | null;
  readonly events: readonly ExplainedEvent[];
  /** These are all of them. */
  readonly whole: boolean;
}

/** The events' contributions, added up in the browser and held against the number. */
export function SumLine({ metric, value, events, whole }: SumLineProps) {
  const sum = exactSum(events.map(({ contribution }) => contribution));
  const shown = metric === 'cost' ? formatExactUsd(sum) : formatCount(sum);
  const unpriced = events.filter(({ contribution }) => contribution === null).length;
  const without =
    unpriced === 0 ? '' : ` ${counted(unpriced, 'event')} without a price ${verb('add', unpriced)} nothing.`;
  const make = verb('make', events.length);
  if (value === null) return <p className={styles.line}>{`No event here has a price.${without}`}</p>;
  if (!whole) {
    return (
      <p className={styles.line}>
        The latest {counted(events.length, 'event')} {verb('add', events.length)} up to{' '}
        <b className="number">{shown}</b>; there are more.
      </p>
    );
  }
  const same = sameAmount(sum, value);
  const Icon = same ? CircleCheck : CircleX;
  return (
    <p className={styles.line} data-same={same} role="status">
      <Icon size={18} aria-hidden />
      <span>
        {same
          ? `Added up here, ${counted(events.length, 'event')} ${make} exactly ${shown}.`
          : `Added up here, ${counted(events.length, 'event')} ${make} ${shown}, which is not the number above.`}
        {without}
      </span>
    </p>
  );
}

const verb = (text: string, count: number): string => (count === 1 ? `${text}s` : text);

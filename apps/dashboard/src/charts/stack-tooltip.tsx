import { formatCount } from '../format/amounts.js';
import type { BarSeries, Stack } from './stack.js';
import styles from './stack-tooltip.module.css';
import { Swatch } from './swatch.js';

interface StackTooltipProps {
  readonly index: number;
  readonly stacks: readonly Stack[];
  readonly series: readonly BarSeries[];
}

/** What one stack is made of, in full, in the order in which it is stacked. */
export function StackTooltip({ index, stacks, series }: StackTooltipProps) {
  const parts = series.map(({ name, look, values }) => ({ name, look, value: values[index] ?? 0n })).reverse();
  const total = parts.reduce((sum, { value }) => sum + value, 0n);
  return (
    <div className={styles.tooltip}>
      <p className={styles.title}>{stacks[index]?.title}</p>
      <ul>
        {parts
          .filter(({ value }) => value > 0n)
          .map(({ name, look, value }) => (
            <li key={name}>
              <Swatch look={look} />
              <span>{name}</span>
              <b>{formatCount(String(value))}</b>
            </li>
          ))}
        {total === 0n ? (
          <li className={styles.total}>
            <span />
            <span>Nothing to show</span>
          </li>
        ) : (
          <li className={styles.total}>
            <span />
            <span>Total</span>
            <b>{formatCount(String(total))}</b>
          </li>
        )}
      </ul>
    </div>
  );
}

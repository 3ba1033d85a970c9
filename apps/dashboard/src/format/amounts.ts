import type { Amount, Metric } from '../api/answers.js';
import { LOCALE } from './locale.js';

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const usd = new Intl.NumberFormat(LOCALE, {
  style: 'currency',
  currency: 'USD',
  currencyDisplay: 'narrowSymbol',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const smallUsd = new Intl.NumberFormat(LOCALE, {
  style: 'currency',
  currency: 'USD',
  currencyDisplay: 'narrowSymbol',
  minimumFractionDigits: 2,
  maximumFractionDigits: 15,
});
const percent = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 });

/** Every digit, whatever its size: Intl reads decimal strings without rounding. */
const exactly = (amount: Amount): number | `${number}` =>
  typeof amount === 'number' ? amount : (amount as `${number}`);

export const formatCount = (amount: Amount): string => whole.format(exactly(amount));

/** Cents; where that would say nothing (below a cent), all decimals that there are. */
export const formatUsd = (amount: Amount): string => {
  const size = Math.abs(Number(amount));
  return size > 0 && size < 0.01 ? smallUsd.format(exactly(amount)) : usd.format(exactly(amount));
};

/** All decimals that there are, for where the number must be exact. */
export const formatExactUsd = (amount: Amount): string => smallUsd.format(exactly(amount));

export function formatAmount(metric: Metric, amount: Amount | null): string {
  if (amount === null) return 'unknown';
  return metric === 'cost' ? formatUsd(amount) : formatCount(amount);
}

/** For axes: 1.2M. */
export const formatCompact = (amount: number): string => compact.format(amount);

/** 0 to 1; more than nothing never shows as 0 %, less than all never as 100 %. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return `< ${percent.format(0.001)}`;
  if (share > 0.999 && share < 1) return `> ${percent.format(0.999)}`;
  return percent.format(share);
}

/** `1 event`, `2 events`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${whole.format(count)} ${count === 1 ? one : many}`;

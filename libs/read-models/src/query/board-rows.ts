import { usdText } from '@tallystick/domain';
import type { WindowBounds } from '../calendar/window-bounds.js';
import type { LeaderboardQuery, LeaderboardRow, Metric, TokenSum } from '../read-models.js';
import type { BoardEntry, BoardTotal } from './board-page.js';
import { NO_PRICE } from './subject-columns.js';
import { tokenSum } from './token-sum.js';

export const frame = ({ subject, metric, window, tz }: LeaderboardQuery, { from, to }: WindowBounds) => ({
  subject,
  metric,
  window,
  from,
  to,
  tz,
});

/** A sum as the answer tells it: money as a decimal string in USD, null where nothing has a price. */
function told(metric: Metric, value: bigint): TokenSum | null {
  if (metric !== 'cost') return tokenSum(value);
  return value === NO_PRICE ? null : usdText(value);
}

export function shownTotal(metric: Metric, { value, priced = 0n, tokens = 0n }: BoardTotal) {
  if (metric !== 'cost') return { total: tokenSum(value) };
  const unpricedShare = tokens === 0n ? 0 : Number(tokens - priced) / Number(tokens);
  return { total: priced === 0n ? null : usdText(value), unpricedShare };
}

export function ranked(
  metric: Metric,
  entries: readonly BoardEntry[],
  firstRank: number,
  offset: number,
  total: BoardTotal,
  previous: ReadonlyMap<string | null, number>,
): LeaderboardRow[] {
  let rank = firstRank;
  let last: bigint | undefined;
  return entries.map(({ subject, value }, i) => {
    if (last !== undefined && value !== last) rank = offset + i + 1;
    last = value;
    return {
      rank,
      subject,
      value: told(metric, value),
      share: total.value === 0n || value === NO_PRICE ? 0 : Number(value) / Number(total.value),
      previousRank: previous.get(subject) ?? null,
    };
  });
}

import { tokenSum } from '@tallystick/domain';
import { windowAt } from '../calendar/window-bounds.js';
import { WINDOWS } from '../read-models.js';
import type { OwnNumbers, OwnQuery } from '../read-models.js';
import type { Position } from '@tallystick/ledger-store';
import type { SqlSession } from '../sql/sql-store.js';
import type { Leaderboards } from './leaderboard.js';
import { Params } from './params.js';

type Sums = Record<'input' | 'output' | 'cache_read' | 'cache_write' | 'reasoning' | 'events', string> & {
  window: string;
  active_days: number;
};
const NOTHING = {
  input: '0',
  output: '0',
  cache_read: '0',
  cache_write: '0',
  reasoning: '0',
  events: '0',
  active_days: 0,
};

/** One person's cells in the six windows that hold an instant, by their keys. */
export async function ownNumbers(
  session: SqlSession,
  schema: string,
  keptZone: string,
  leaderboards: Leaderboards,
  standing: Position,
  query: OwnQuery,
): Promise<OwnNumbers> {
  const params = new Params();
  const actor = params.add(query.actor);
  const windows = WINDOWS.map((window) => windowAt(window, query.atMs, keptZone));
  const keys = windows.map(
    ({ window, start }) => `(${params.add(window, `${schema}.window_kind`)}, ${params.add(start, 'date')})`,
  );
  const rows = await session.query<Sums>(
    `select window_kind::text as window, input::text, output::text, cache_read::text, cache_write::text, reasoning::text,
       events::text, active_days
     from ${schema}.board_cell
     where subject_kind = 'actors' and subject = ${actor} and (window_kind, window_start) in (${keys.join(', ')}) and events > 0`,
    params.values,
  );
  const numbers: OwnNumbers['windows'][number][] = [];
  for (const bounds of windows) {
    const sums = rows.find(({ window }) => window === bounds.window) ?? { ...NOTHING, window: bounds.window };
    const tokens = [sums.input, sums.output, sums.cache_read, sums.cache_write, sums.reasoning] as const;
    const ranked = query.withRank && sums.events !== '0';
    numbers.push({
      window: bounds.window,
      from: bounds.from,
      to: bounds.to,
      tokens: {
        input: tokenSum(BigInt(sums.input)),
        output: tokenSum(BigInt(sums.output)),
        cacheRead: tokenSum(BigInt(sums.cache_read)),
        cacheWrite: tokenSum(BigInt(sums.cache_write)),
        reasoning: tokenSum(BigInt(sums.reasoning)),
      },
      total: tokenSum(tokens.reduce((total, sum) => total + BigInt(sum), 0n)),
      events: Number(sums.events),
      activeDays: sums.active_days,
      rank: ranked ? await leaderboards.rankOf(session, schema, keptZone, bounds, standing, query.actor) : null,
    });
  }
  return { windows: numbers };
}

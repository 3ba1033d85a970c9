import type { TokenBuckets } from '@tallystick/events';

/** What a row of `usage_event` or `usage_adjustment` says was used, by the names of its columns. */
export interface StoredUsage {
  readonly input: number;
  readonly output: number;
  readonly cache_read: number;
  readonly cache_write: number;
  readonly reasoning: number;
  readonly provider: string;
  readonly model: string;
  readonly team: string | null;
  readonly project: string | null;
  readonly activity: string | null;
  readonly agent: string | null;
  readonly session: string | null;
  readonly automation: string | null;
  readonly reported_cost_usd: string | null;
}

export const STORED_USAGE = `input, output, cache_read, cache_write, reasoning, provider, model,
  team, project, activity, agent, session, automation, reported_cost_usd`;

export const bucketsOf = (
  row: Pick<StoredUsage, 'input' | 'output' | 'cache_read' | 'cache_write' | 'reasoning'>,
): TokenBuckets => ({
  input: row.input,
  output: row.output,
  cacheRead: row.cache_read,
  cacheWrite: row.cache_write,
  reasoning: row.reasoning,
});

/** The same as answers tell it. A correction may change all of it. */
export const usageOf = (row: StoredUsage) => ({
  provider: row.provider,
  model: row.model,
  tokens: bucketsOf(row),
  team: row.team,
  project: row.project,
  activity: row.activity,
  agent: row.agent,
  session: row.session,
  automation: row.automation,
  reportedCostUsd: row.reported_cost_usd,
});

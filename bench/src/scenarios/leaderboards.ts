import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../measure/report.js';
import { quantile } from '../measure/quantile.js';
import type { Service } from '../measure/services.js';

const SUBJECTS = ['actors', 'teams', 'models', 'projects', 'agents', 'sources'];
const METRICS = ['tokens', 'input', 'output', 'cacheRead', 'events'];
const WINDOWS = ['all', 'day', 'week', 'month', 'quarter', 'year'];
/** Days into the load's 42 on which windows are asked for. */
const DAYS = [3, 10, 17, 24, 31, 38];
const ROUNDS = 5;
/** Intake idle: for so long nothing was folded before the first question. */
const IDLE_MS = 8_000;

async function timeBoards(
  projector: Service,
  firstDay: Date,
  tz: string,
  subjects: readonly string[],
): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const window of WINDOWS) {
      for (const subject of subjects) {
        const day = DAYS[(round + times.length) % DAYS.length] as number;
        const at = new Date(firstDay.getTime() + day * 86_400_000).toISOString().slice(0, 10);
        const metric = METRICS[(round + times.length) % METRICS.length];
        const query = `metric=${metric}&window=${window}&at=${at}&tz=${encodeURIComponent(tz)}&limit=100`;
        const started = performance.now();
        const response = await fetch(`${projector.url}/v1/leaderboards/${subject}?${query}`);
        await response.arrayBuffer();
        if (!response.ok) throw new Error(`board ${subject}?${query} answers ${response.status}`);
        times.push(performance.now() - started);
      }
    }
  }
  return times;
}

/**
 * Boards of every window, subject and metric over days all through the load, each asked anew: most are asked for the
 * first time. Actors are the big boards; in other zones only they are asked.
 */
export async function boardFigures(projector: Service, firstDay: Date, store: string): Promise<Figure[]> {
  await sleep(IDLE_MS);
  const own = await timeBoards(projector, firstDay, 'UTC', SUBJECTS);
  const actors = await timeBoards(projector, firstDay, 'UTC', ['actors']);
  const elsewhere = await timeBoards(projector, firstDay, 'America/New_York', ['actors']);
  const figure = (name: string, times: number[], bound: number): Figure => ({
    name: `${name}, ${store}, p99`,
    unit: 'ms',
    value: quantile(times, 0.99),
    target: { kind: 'at-most', value: bound },
    note: `p50 ${quantile(times, 0.5).toFixed(1)} ms, worst ${Math.max(...times).toFixed(0)} ms, ${times.length} queries`,
  });
  return [
    figure('leaderboard top 100, any window and subject', own, 20),
    figure('leaderboard top 100 of actors, any window', actors, 20),
    figure('leaderboard top 100 of actors, another zone', elsewhere, 500),
  ];
}

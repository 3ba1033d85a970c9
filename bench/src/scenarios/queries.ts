import { openLmdbLedger } from '@tallystick/ledger-store';
import { Random } from '@tallystick/samples';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../bench.js';
import { withKeys, type Access } from '../measure/access.js';
import { askerOf, type Asker } from '../measure/asker.js';
import { fillLedger } from '../measure/fill-ledger.js';
import { paceFromNow } from '../measure/pace.js';
import { quantile } from '../measure/quantile.js';
import { Questions } from '../measure/questions.js';
import type { Figure } from '../measure/report.js';
import { foldedUpTo, startProjector } from '../measure/services.js';
import { steadyLoad } from '../measure/steady-load.js';

const SEED = 7;
const ROUNDS = 400;
const SLOW_ROUNDS = 60;
/** Pages after the first that somebody reads of the audit trail. */
const LATER_PAGES = 2;
/** Intake idle: for so long nothing was folded before the first question. */
const IDLE_MS = 8_000;
const CONNECTIONS = 64;
const MIX = { perSecond: 500, seconds: 20 };

async function timeOne(ask: Asker, path: string): Promise<{ ms: number; body: string }> {
  const { ms, status, body } = await ask(path);
  if (status !== 200) throw new Error(`${path} answers ${status}: ${body}`);
  return { ms, body };
}

async function timeMany(ask: Asker, rounds: number, next: () => string): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i += 1) times.push((await timeOne(ask, next())).ms);
  return times;
}

/** Each question's first page and some after it. */
async function timePages(ask: Asker, rounds: number, next: () => string): Promise<number[]> {
  const times: number[] = [];
  while (times.length < rounds) {
    const first = next();
    let cursor: string | null = null;
    for (let page = 0; page <= LATER_PAGES; page += 1) {
      const { ms, body } = await timeOne(ask, cursor === null ? first : `${first}&cursor=${cursor}`);
      times.push(ms);
      ({ nextCursor: cursor } = JSON.parse(body) as { nextCursor: string | null });
      if (cursor === null) break;
    }
  }
  return times;
}

function figureOf(name: string, times: readonly number[], covers: string, bound?: number): Figure {
  const ms = (q: number) => quantile(times, q).toFixed(1);
  return {
    name: `${name}, p99`,
    unit: 'ms',
    value: quantile(times, 0.99),
    ...(bound === undefined ? {} : { target: { kind: 'at-most', value: bound } as const }),
    note: `p50 ${ms(0.5)} ms, p95 ${ms(0.95)} ms, worst ${ms(1)} ms, ${times.length} questions\n  ${covers}`,
  };
}

/** One question after the other. Whoever asks about a person is put on record first, as in use. */
async function oneByOne(ask: Asker, questions: Questions, store: string): Promise<Figure[]> {
  const boards = await timeMany(ask, ROUNDS, () => questions.board());
  const usage = await timeMany(ask, ROUNDS, () => questions.usage());
  const events = await timePages(ask, ROUNDS, () => questions.events());
  const explain = await timeMany(ask, ROUNDS, () => questions.explain());
  const slow = await timeMany(ask, SLOW_ROUNDS, () => questions.slow());
  const rows = 'half of them people';
  return [
    figureOf(`boards, ${store}`, boards, 'any subject, metric and window, any day of 42; top 10 and 100', 25),
    figureOf(`usage, ${store}`, usage, `1-6 weeks by day or week: all, by team or model, or of one row (${rows})`, 25),
    figureOf(
      `events, ${store}`,
      events,
      `newest first, 3 pages of 50 or 100: all, of one row (${rows}), of some weeks`,
      25,
    ),
    figureOf(
      `explain, first page, ${store}`,
      explain,
      `rows of boards (${rows}); day, week, month, all; six metrics`,
      100,
    ),
    figureOf(`what no cell is kept for, ${store}`, slow, 'usage by two kinds, of another zone, by hour; explain there'),
  ];
}

/** 60 % boards, 20 % usage, 15 % events, 5 % explain, all at once. */
async function mixed(ask: Asker, questions: Questions, random: Random, store: string): Promise<Figure> {
  const next = () => {
    const chance = random.next();
    if (chance < 0.6) return questions.board();
    if (chance < 0.8) return questions.usage();
    return chance < 0.95 ? questions.events() : questions.explain();
  };
  const { times, failed, perSecond } = await steadyLoad(ask, { ...MIX, next });
  const covers = `60 % boards, 20 % usage, 15 % events, 5 % explain; ${perSecond.toFixed(0)}/s answered, ${failed} failed`;
  return figureOf(`${MIX.perSecond} mixed questions a second, ${store}`, times, covers, 150);
}

interface Tables {
  readonly store: string;
  readonly env: Record<string, string>;
  readonly withMix: boolean;
}

async function ofTables(
  dataDir: string,
  access: Access,
  load: { readonly firstDay: Date; readonly events: number },
  { store, env, withMix }: Tables,
): Promise<Figure[]> {
  const projector = await startProjector(dataDir, env, access);
  await paceFromNow(load.events, () => foldedUpTo(projector));
  await sleep(IDLE_MS);
  const ask = askerOf(projector, CONNECTIONS);
  const random = new Random(SEED);
  const questions = await Questions.of(ask, random, load.firstDay);
  const figures = await oneByOne(ask, questions, store);
  if (withMix) figures.push(await mixed(ask, questions, random, store));
  await projector.stop();
  return figures;
}

/** Every kind of question with authentication on: one after the other on both stores, then a steady mix on PostgreSQL. */
export const queries: Scenario = async ({ dir, events, payload, postgres }) => {
  const dataDir = join(dir, 'queries');
  const ledger = await openLmdbLedger({ dir: join(dataDir, 'ledger') });
  const firstDay = await fillLedger(ledger, payload());
  await ledger.close();
  const access = await withKeys(dataDir);
  const databaseUrl = await postgres.createDatabase();
  const env = { TALLYSTICK_READ_MODELS: 'postgres', DATABASE_URL: databaseUrl };
  const load = { firstDay, events };
  return [
    ...(await ofTables(dataDir, access, load, { store: 'PostgreSQL', env, withMix: true })),
    ...(await ofTables(dataDir, access, load, { store: 'PGlite', env: {}, withMix: false })),
  ];
};

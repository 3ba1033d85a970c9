import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryLedger, type LedgerStore } from '@tallystick/ledger-store';
import {
  GRANULARITIES,
  METRICS,
  openPgliteReadModels,
  openPostgresReadModels,
  SUBJECTS,
  WINDOWS,
  type Granularity,
  type ReadModels,
} from '@tallystick/read-models';
import {
  describeWithPostgres,
  seededRandom,
  tempDir,
  waitUntil,
  type SeededRandom,
  type TempDir,
} from '@tallystick/testing';
import { PROJECTION_LIMITS } from '../projection/projection-limits.js';
import {
  countedOnce,
  granuleKey,
  recountBoard,
  recountUsage,
  sumText,
  attributeOf,
  type Counted,
} from '../testing/recount.fixture.js';
import { testProjector, type TestProjector } from '../testing/test-projector.fixture.js';
import { ScenarioWriter, usageScenario, type Told } from '../testing/usage-scenario.fixture.js';

const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);
const EVENTS = 1_000;
const KEPT_ZONE = 'Europe/Berlin';
const ZONES = [KEPT_ZONE, 'UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'];

const embedded: { dir?: TempDir } = {};
describe('answers over PGlite', () => {
  beforeAll(async () => {
    embedded.dir = await tempDir('answers');
  });
  afterAll(() => embedded.dir?.remove());
  equalTheRecount(({ ledgerId }) => openPgliteReadModels({ dir: embedded.dir!.path, ledgerId, timeZone: KEPT_ZONE }));
});

describeWithPostgres('answers over PostgreSQL', (postgres) => {
  equalTheRecount(async ({ ledgerId }) =>
    openPostgresReadModels({ databaseUrl: await postgres().createDatabase(), ledgerId, timeZone: KEPT_ZONE }),
  );
});

function equalTheRecount(openReadModels: (ledger: LedgerStore) => Promise<ReadModels>): void {
  const random = seededRandom(SEED);
  const told = usageScenario(random, EVENTS);
  const counted = countedOnce(told);
  let projector: TestProjector;
  let writer: ScenarioWriter;

  beforeAll(async () => {
    const ledger = memoryLedger();
    writer = new ScenarioWriter(ledger);
    // Batches of odd sizes: what is folded must not depend on them.
    const limits = { ...PROJECTION_LIMITS, maxPageEvents: 31 };
    const env = { TALLYSTICK_TZ: KEPT_ZONE };
    projector = await testProjector({ openLedger: async () => ledger, openReadModels }, { env, limits });
    await writer.append(told);
    await waitUntil(async () => (await board('teams', { atLeast: EVENTS })).status === 200);
  });
  afterAll(() => projector?.stop());

  const board = (subject: string, params: Record<string, string | number>) =>
    projector.get(`/v1/leaderboards/${subject}?${query(params)}`);

  it(`gives boards of every subject, metric, window and zone as counted by hand (seed ${SEED})`, async () => {
    for (const subject of SUBJECTS) {
      for (const metric of METRICS.filter((one) => one !== 'cost')) {
        for (const window of random.shuffle(WINDOWS).slice(0, 3)) {
          const tz = random.pick(ZONES);
          const at = random.pick(told).usage.occurredAt;
          const { json } = await board(subject, { metric, window, tz, at, limit: 1_000 });
          const expected = recountBoard(counted, { subject, metric, window, at, tz });
          expect({ subject, metric, window, tz, at, rows: json.rows.map(rounded), total: json.total }).toEqual({
            subject,
            metric,
            window,
            tz,
            at,
            rows: expected.rows.map(rounded),
            total: expected.total,
          });
        }
      }
    }
  });

  it.each([
    ['week', '2026-01-01', KEPT_ZONE, '2025-12-29T00:00:00+01:00', '2026-01-05T00:00:00+01:00'],
    ['day', '2026-03-29', KEPT_ZONE, '2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00'],
    ['quarter', '2026-10-25', KEPT_ZONE, '2026-10-01T00:00:00+02:00', '2027-01-01T00:00:00+01:00'],
    ['month', '2026-11-01T05:30:00Z', 'America/New_York', '2026-11-01T00:00:00-04:00', '2026-12-01T00:00:00-05:00'],
    ['year', '2026-12-31T18:30:00Z', 'Asia/Kolkata', '2027-01-01T00:00:00+05:30', '2028-01-01T00:00:00+05:30'],
  ])('bounds the %s of %s in %s', async (window, at, tz, from, to) => {
    const { json } = await board('models', { window, at, tz });
    expect([Date.parse(json.from), Date.parse(json.to)]).toEqual([Date.parse(from), Date.parse(to)]);
    expect([json.from.slice(-6), json.to.slice(-6)]).toEqual([from.slice(-6), to.slice(-6)]);
  });

  it('answers no price as null with the whole share unpriced', async () => {
    const { json } = await board('teams', { metric: 'cost' });
    expect(json).toMatchObject({ total: null, unpricedShare: 1 });
    expect(json.rows.length).toBeGreaterThan(3);
    expect(json.rows.every(({ value }: { value: unknown }) => value === null)).toBe(true);
  });

  it('pages a board without gap or repetition while new events come', async () => {
    const expected = recountBoard(counted, {
      subject: 'actors',
      metric: 'tokens',
      window: 'all',
      at: '2026-05-01T00:00:00Z',
      tz: 'UTC',
    });
    const rows: unknown[] = [];
    let cursor: string | null = null;
    do {
      const { json } = await board('actors', { tz: 'UTC', limit: 3, ...(cursor === null ? {} : { cursor }) });
      rows.push(...json.rows.map(rounded));
      expect(json.asOf.position).toBe(String(EVENTS));
      cursor = json.nextCursor;
      if (cursor !== null && rows.length === 3) await moreEvents(writer, projector, random, 'while-paging', 40);
    } while (cursor !== null);
    expect(rows).toEqual(expected.rows.map(rounded));
  });

  it('answers a position and a time of the past as the numbers stood then', async () => {
    for (let round = 0; round < 12; round += 1) {
      const position = random.integer(1, EVENTS);
      const subject = random.pick(SUBJECTS);
      const window = random.pick(WINDOWS);
      const at = random.pick(told).usage.occurredAt;
      const tz = random.pick(ZONES);
      const then = countedOnce(told.slice(0, position));
      const { json } = await board(subject, { window, at, tz, limit: 1_000, asOfPosition: position });
      const expected = recountBoard(then, { subject, metric: 'tokens', window, at, tz });
      expect({ subject, window, at, tz, position, rows: json.rows.map(rounded) }).toEqual({
        subject,
        window,
        at,
        tz,
        position,
        rows: expected.rows.map(rounded),
      });
      expect(json.asOf).toMatchObject({ position: String(position), logSize: position });
    }
    for (let round = 0; round < 12; round += 1) {
      const timeMs = random.pick(told).recordedAtMs + random.integer(-1, 1);
      const position = lastPositionAt(told, timeMs);
      const { json } = await projector.get(`/v1/events?${query({ asOf: new Date(timeMs).toISOString(), limit: 1 })}`);
      expect({ timeMs, position: json.asOf.position }).toEqual({ timeMs, position: String(position) });
    }
  });

  it('gives series as counted by hand, across clock changes and by two subjects', async () => {
    for (const granularity of GRANULARITIES) {
      for (const by of [[], ['teams'], ['models', 'projects'], ['agents', 'sources']] as const) {
        const tz = random.pick(ZONES);
        const [fromMs, toMs] = rangeOf(granularity, random, told);
        const from = new Date(fromMs).toISOString();
        const to = new Date(toMs).toISOString();
        const { json } = await projector.get(
          `/v1/usage?${query({ granularity, tz, from, to, asOfPosition: EVENTS, ...(by.length > 0 ? { by: by.join(',') } : {}) })}`,
        );
        const points = json.points.map((point: Record<string, never>) => ({
          key: granuleKey(granularity, Date.parse(point['start']!), tz),
          by: by.map((subject) => point['by']![subject]),
          tokens: point['tokens'],
          total: point['total'],
          events: point['events'],
        }));
        const expected = recountUsage(counted, { fromMs, toMs, granularity, by, tz }).map(({ tokens, ...rest }) => ({
          ...rest,
          tokens: Object.fromEntries(Object.entries(tokens).map(([name, sum]) => [name, sumText(sum)])),
          total: sumText(Object.values(tokens).reduce((sum, one) => sum + one, 0n)),
        }));
        expect({ granularity, tz, from, to, by, points: points.sort(byText) }).toEqual({
          granularity,
          tz,
          from,
          to,
          by,
          points: expected.sort(byText),
        });
        for (const { start } of json.points) {
          const ms = Date.parse(start);
          expect(granuleKey(granularity, ms - 1, tz)).not.toBe(granuleKey(granularity, ms, tz));
        }
      }
    }
  });

  it('filters series exactly, whatever the text, and by what is not stated', async () => {
    for (const team of [...new Set(told.map(({ usage }) => usage.team ?? ''))]) {
      const { json } = await projector.get(
        `/v1/usage?${query({ team, from: '2025-01-01', to: '2028-01-01', granularity: 'month', tz: 'UTC', asOfPosition: EVENTS })}`,
      );
      const events = json.points.reduce((sum: number, point: { events: number }) => sum + point.events, 0);
      const expected = counted.filter(
        ({ status, usage }) => status === 'counted' && (usage.team ?? '') === team,
      ).length;
      expect({ team, events }).toEqual({ team, events: expected });
    }
  });

  it('lists the whole audit trail, newest first, page by page', async () => {
    for (const filter of [
      {},
      { team: '' },
      { project: 'null' },
      { source: 'urn:a', model: '%_\\' },
      { actor: told[0]!.actor },
    ]) {
      const rows: Record<string, unknown>[] = [];
      let cursor: string | null = null;
      do {
        const { json } = await projector.get(
          `/v1/events?${query({ ...filter, limit: 211, asOfPosition: EVENTS, ...(cursor === null ? {} : { cursor }) })}`,
        );
        rows.push(...json.events);
        cursor = json.nextCursor;
      } while (cursor !== null);
      const expected = counted
        .filter((one) =>
          Object.entries(filter).every(([name, value]) => (attributeOf(`${name}s` as 'teams', one) ?? '') === value),
        )
        .reverse();
      expect(rows.map(auditFacts)).toEqual(expected.map(countedFacts));
    }
  });

  it('explains every row of a board, page by page, up to the proof of each event', async () => {
    for (const [subject, metric, window] of [
      ['teams', 'tokens', 'all'],
      ['projects', 'cacheRead', 'quarter'],
      ['agents', 'activeDays', 'year'],
    ] as const) {
      const cell = { metric, window, tz: random.pick(ZONES), at: random.pick(told).usage.occurredAt };
      const { json: shown } = await board(subject, { ...cell, limit: 1_000, asOfPosition: EVENTS });
      for (const row of shown.rows) {
        const explained: { position: string; contribution: number; proof: string }[] = [];
        let cursor: string | null = null;
        do {
          const { json } = await projector.get(
            `/v1/explain?${query({ subject, key: row.subject ?? '', ...cell, limit: 97, asOfPosition: EVENTS, ...(cursor === null ? {} : { cursor }) })}`,
          );
          expect(json).toMatchObject({ value: row.value, prices: [], asOf: { position: String(EVENTS) } });
          explained.push(...json.events);
          cursor = json.nextCursor;
        } while (cursor !== null);
        const sum = explained.reduce((total, event) => total + BigInt(event.contribution), 0n);
        expect({ ...cell, subject: row.subject, sum: sumText(sum) }).toEqual({
          ...cell,
          ...{ subject: row.subject, sum: row.value },
        });
        for (const { position, proof } of explained)
          expect(proof).toBe(`/v1/log/proof?leafIndex=${Number(position) - 1}`);
      }
    }
  });

  it('rebuilds beside the live tables to the same digest, and answers as before', async () => {
    const question = `/v1/leaderboards/actors?${query({ tz: 'UTC', limit: 1_000, asOfPosition: EVENTS })}`;
    const before = { board: await projector.get(question), digest: await projector.get('/v1/digest') };
    for (const swapped of [false, true]) {
      const body = JSON.stringify({ compare: !swapped });
      const rebuilding = projector.post('/v1/rebuild', { 'content-type': 'application/json' }, body);
      expect((await projector.get(question)).json.rows).toEqual(before.board.json.rows);
      const { status, json } = await rebuilding;
      expect({ status, json }).toMatchObject({ status: 200, json: { equal: true, swapped } });
      expect(json.after.digest).toBe(before.digest.json.digest);
      expect((await projector.get(question)).json.rows).toEqual(before.board.json.rows);
      expect((await projector.get('/v1/digest')).json.digest).toBe(before.digest.json.digest);
    }
    await moreEvents(writer, projector, random, 'after-the-swap', 80);
  });
}

/** Hours over the weeks in which clocks change; the others over any part of the year. */
function rangeOf(granularity: Granularity, random: SeededRandom, told: readonly Told[]): [number, number] {
  if (granularity === 'hour') {
    const aroundMs = Date.parse(random.pick(['2026-03-29T00:00:00Z', '2026-10-25T00:00:00Z', '2026-11-01T00:00:00Z']));
    return [aroundMs - random.integer(1, 10) * 86_400_000, aroundMs + random.integer(1, 10 * 86_400_000)];
  }
  const [first, second] = [random.pick(told), random.pick(told)].map(({ usage }) => Date.parse(usage.occurredAt));
  return [Math.min(first!, second!), Math.max(first!, second!)];
}

const query = (params: Record<string, string | number>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');

/** Shares may differ in the last bit. */
const rounded = <T extends { share: number }>(row: T): T => ({ ...row, share: Number(row.share.toPrecision(12)) });
const byText = (one: unknown, other: unknown): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

const auditFacts = (row: Record<string, unknown>) => ({
  position: row['position'],
  occurredAt: row['occurredAt'],
  recordedAt: row['recordedAt'],
  actor: row['actor'],
  source: row['source'],
  model: row['model'],
  team: row['team'],
  project: row['project'],
  agent: row['agent'],
  tokens: row['tokens'],
  status: row['status'],
});
const countedFacts = ({ position, status, actor, recordedAtMs, usage }: Counted) => ({
  position: String(position),
  occurredAt: usage.occurredAt,
  recordedAt: new Date(recordedAtMs).toISOString(),
  actor,
  source: usage.source,
  model: usage.model,
  team: usage.team ?? null,
  project: usage.project ?? null,
  agent: usage.agent ?? null,
  tokens: usage.tokens,
  status,
});

/** Last position whose running maximum of `recordedAt` is not after the time. */
function lastPositionAt(told: readonly Told[], timeMs: number): number {
  let position = 0;
  let latestMs = -Infinity;
  for (const { recordedAtMs } of told) {
    latestMs = Math.max(latestMs, recordedAtMs);
    if (latestMs > timeMs) break;
    position += 1;
  }
  return position;
}

/** Appends 40 events with ids of their own, and waits until all the extra ones are folded. */
async function moreEvents(
  writer: ScenarioWriter,
  projector: TestProjector,
  random: SeededRandom,
  prefix: string,
  extraSoFar: number,
): Promise<void> {
  const late = usageScenario(random, 40).map((one) => ({
    ...one,
    usage: { ...one.usage, id: `${prefix}-${one.usage.id}` },
    recordedAtMs: one.recordedAtMs + 10 ** 10,
  }));
  await writer.append(late);
  const { status } = await projector.get(`/v1/digest?atLeast=${EVENTS + extraSoFar}`);
  expect(status).toBe(200);
}

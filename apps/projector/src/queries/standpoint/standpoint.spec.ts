import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerUnavailable, memoryLedger, type LedgerStore } from '@tallystick/ledger-store';
import { InvalidCursor, Poison } from '@tallystick/read-models';
import { seededRandom, waitUntil } from '@tallystick/testing';
import { MAX_WAITERS } from '../../projection/folded-up-to.js';
import { PROJECTION_LIMITS } from '../../projection/projection-limits.js';
import {
  fakeReadModels,
  fakeTables,
  type FakeReadModels,
  type FakeTables,
} from '../../testing/fake-read-models.fixture.js';
import { testProjector, type TestProjector } from '../../testing/test-projector.fixture.js';
import { ScenarioWriter, usageScenario } from '../../testing/usage-scenario.fixture.js';

let ledger: LedgerStore;
let tables: FakeTables;
let models: FakeReadModels;
let projector: TestProjector;
let append: (count: number) => Promise<void>;
/** Folds wait for it. */
let gate: PromiseWithResolvers<void>;

beforeEach(async () => {
  ledger = memoryLedger();
  tables = fakeTables();
  models = fakeReadModels(tables, ledger.ledgerId);
  models.digest = async () => ({ answer: { digest: 'd', tables: {} }, at: await models.checkpoint() });
  gate = Promise.withResolvers();
  gate.resolve();
  models.beforeFold = () => gate.promise;
  const writer = new ScenarioWriter(ledger);
  let nextSeed = 1;
  append = (count) => {
    const seed = nextSeed++;
    const fresh = usageScenario(seededRandom(seed), count).map((one) => ({
      ...one,
      usage: { ...one.usage, id: `${seed}-${one.usage.id}` },
      recordedAtMs: Date.now(),
    }));
    return writer.append(fresh);
  };
  const openers = { openLedger: async () => ledger, openReadModels: async () => models };
  projector = await testProjector(openers, { limits: { ...PROJECTION_LIMITS, retryMaxMs: 100 } });
});
afterEach(async () => {
  gate.resolve();
  await projector.stop();
});

const hold = () => (gate = Promise.withResolvers());

describe('asOf and atLeast', () => {
  it('reads your own write: waits until the position is folded', async () => {
    await waitUntil(async () => (await projector.get('/health/ready')).status === 200);
    hold();
    await append(3);
    let answered = false;
    const answer = projector.get('/v1/digest?atLeast=3').finally(() => (answered = true));
    await waitUntil(async () => (await projector.get('/metrics')).text.includes('_waiting_requests 1'));
    expect(answered).toBe(false);
    gate.resolve();
    const { status, json } = await answer;
    expect(status).toBe(200);
    expect(json.asOf).toMatchObject({ position: '3', logSize: 3, behindMs: 0 });
  });

  it('answers 503 not-caught-up for a position that does not come within 5 s, and says where the ledger ends', async () => {
    await append(2);
    const startedMs = performance.now();
    const { status, headers, json } = await projector.get('/v1/digest?atLeast=7');
    const tookMs = performance.now() - startedMs;
    expect({ status, code: json.code, field: json.field }).toEqual({
      status: 503,
      code: 'not-caught-up',
      field: 'atLeast',
    });
    expect(json.detail).toMatch(/^folded up to position 2, the ledger ends at 2, asked for 7: everything/);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(tookMs).toBeGreaterThanOrEqual(4_900);
    expect(tookMs).toBeLessThan(15_000);
  });

  it('takes no more waiting requests than its bound', async () => {
    const waiting = Array.from({ length: MAX_WAITERS }, () => projector.get('/v1/digest?atLeast=1'));
    await waitUntil(async () => (await projector.get('/metrics')).text.includes(`_waiting_requests ${MAX_WAITERS}`));
    expect((await projector.get('/v1/digest?atLeast=1')).status).toBe(503);
    await append(1);
    expect((await Promise.all(waiting)).filter(({ status }) => status === 200)).toHaveLength(MAX_WAITERS);
  });

  it('says how old the oldest event is that is not folded', async () => {
    await waitUntil(async () => (await projector.get('/health/ready')).status === 200);
    hold();
    const appendingMs = Date.now();
    await append(2);
    await new Promise((resolve) => setTimeout(resolve, 120));
    const { json } = await projector.get('/v1/digest');
    expect(json.asOf).toMatchObject({ position: '0', logSize: 0 });
    expect(json.asOf.behindMs).toBeGreaterThanOrEqual(100);
    expect(json.asOf.behindMs).toBeLessThanOrEqual(Date.now() - appendingMs);
  });

  it('still answers while the ledger is down, and owns up to how old that may be', async () => {
    await append(2);
    await waitUntil(async () => (await projector.get('/v1/digest')).json?.asOf.position === '2');
    ledger.readAll = () => Promise.reject(new LedgerUnavailable('the ledger is away'));
    await waitUntil(async () => (await projector.get('/health/ready')).status === 503);
    const { status, json } = await projector.get('/v1/digest');
    expect(status).toBe(200);
    expect(json.asOf.behindMs).toBeGreaterThan(0);
    const ready = await projector.get('/health/ready');
    expect(ready.json.reasons).toEqual([
      { check: 'projection', reason: expect.stringMatching(/tries again \(attempt \d+\): the ledger is away/) },
    ]);
  });
});

describe('when numbers cannot be had', () => {
  it('shows poison with position and reason in readiness and metrics, and goes on answering', async () => {
    await append(6);
    await waitUntil(async () => (await projector.get('/v1/digest')).json?.asOf.position === '6');
    models.beforeFold = (events) => {
      if (events.some(({ position }) => position === 8n)) throw new Poison(8n, 'tokens are not the five buckets');
    };
    await append(4);
    await waitUntil(async () => (await projector.get('/health/ready')).status === 503);
    const { json } = await projector.get('/health/ready');
    expect(json.reasons[0].reason).toBe('the projection stopped at position 8: tokens are not the five buckets');
    const metrics = (await projector.get('/metrics')).text;
    expect(metrics).toContain('tallystick_projection_state{state="poisoned"} 1');
    expect(metrics).toContain('tallystick_projection_poison_position 8');
    const answer = await projector.get('/v1/digest');
    expect(answer.json.asOf).toMatchObject({ position: '7', behindMs: expect.any(Number) });
    expect(answer.json.asOf.behindMs).toBeGreaterThan(0);
  });

  it('answers 503, not 500, while the database is away', async () => {
    await waitUntil(async () => (await projector.get('/health/ready')).status === 200);
    const away = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
    models.digest = () => Promise.reject(away);
    const { status, json } = await projector.get('/v1/digest');
    expect({ status, code: json.code }).toEqual({ status: 503, code: 'not-caught-up' });
    expect(json.detail).not.toContain('5432');
  });

  it('answers a programmer error as 500 without its words', async () => {
    await waitUntil(async () => (await projector.get('/health/ready')).status === 200);
    models.digest = () => Promise.reject(new TypeError('secret detail'));
    const { status, text } = await projector.get('/v1/digest');
    expect(status).toBe(500);
    expect(text).not.toContain('secret detail');
  });

  it('passes on why a cursor is refused', async () => {
    await waitUntil(async () => (await projector.get('/health/ready')).status === 200);
    models.events = () => Promise.reject(new InvalidCursor('the cursor does not belong to this query'));
    const { status, json } = await projector.get('/v1/events?cursor=abc');
    expect({ status, code: json.code, field: json.field, detail: json.detail }).toEqual({
      status: 400,
      code: 'invalid-query',
      field: 'cursor',
      detail: 'the cursor does not belong to this query',
    });
  });
});

describe('before the stores are there', () => {
  it('starts, says what it waits for, and goes on by itself', async () => {
    let there = false;
    const waiting = await testProjector(
      {
        openLedger: async () => ledger,
        openReadModels: async () => {
          if (!there) throw new Error('connect ECONNREFUSED');
          return fakeReadModels(fakeTables(), ledger.ledgerId);
        },
      },
      { limits: { ...PROJECTION_LIMITS, retryMaxMs: 100 } },
    );
    try {
      await waitUntil(async () =>
        (await waiting.get('/health/ready')).json.reasons[0]?.reason.includes('ECONNREFUSED'),
      );
      const { status, json } = await waiting.get('/v1/leaderboards/teams');
      expect({ status, code: json.code }).toEqual({ status: 503, code: 'not-caught-up' });
      expect((await waiting.get('/health/live')).status).toBe(200);
      there = true;
      await waitUntil(async () => (await waiting.get('/health/ready')).status === 200);
    } finally {
      await waiting.stop();
    }
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { canonicalJson, usageMetadata } from '@tallystick/events';
import {
  LedgerUnavailable,
  memoryLedger,
  type LedgerStore,
  type NewEvent,
  type NonEmpty,
  type Revision,
} from '@tallystick/ledger-store';
import { Poison } from '@tallystick/read-models';
import { memoryVault } from '@tallystick/vault';
import { waitUntil } from '@tallystick/testing';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import {
  fakeReadModels,
  fakeTables,
  type FakeReadModels,
  type FakeTables,
} from '../testing/fake-read-models.fixture.js';
import { FoldedUpTo } from './folded-up-to.js';
import { PROJECTION_LIMITS, type ProjectionLimits } from './projection-limits.js';
import { Projection, type FoldedBatch, type ProjectionObserver } from './projection.js';
import type { ProjectionState } from './projection-state.js';
import { Stores } from './stores.js';

const QUICK: ProjectionLimits = {
  ...PROJECTION_LIMITS,
  minFoldIntervalMs: 1,
  pollMs: 5,
  standbyPollMs: 5,
  takeOverAfterMs: 60,
  retryFirstMs: 2,
  retryMaxMs: 20,
};

const running: Projection[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((projection) => projection.stop()));
});

describe('projection', () => {
  it('folds every event once and in order, whatever the batches and the moments of arrival', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 300, max: 40_000 }),
        async (appends, maxPageEvents, maxPageBytes) => {
          const ledger = memoryLedger();
          const house = start(ledger, { limits: { ...QUICK, maxPageEvents, maxPageBytes } });
          for (const count of appends) {
            await append(ledger, count);
            if (count % 3 === 0) await new Promise(setImmediate);
          }
          const all = appends.reduce((sum, count) => sum + count, 0);
          await waitUntil(() => house.tables.folded.length >= all, { everyMs: 2 });
          await house.projection.stop();
          expect(house.tables.folded).toEqual(Array.from({ length: all }, (_, at) => BigInt(at + 1)));
          expect(Math.max(...house.tables.batchSizes)).toBeLessThanOrEqual(maxPageEvents);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('sees new events although every hint is lost', async () => {
    const ledger = memoryLedger();
    ledger.onAppended = () => () => undefined;
    const house = start(ledger);
    await waitUntil(() => house.projection.state.kind === 'live');
    await append(ledger, 1);
    await waitUntil(() => house.tables.folded.length === 1);
  });

  it('stops at a poisoned event, folds what stands before it, and never goes past it', async () => {
    const ledger = memoryLedger();
    await append(ledger, 30);
    const house = start(ledger, {
      open: (models) => {
        models.beforeFold = (events) => {
          if (events.some(({ position }) => position === 17n)) throw new Poison(17n, 'an unknown shape');
        };
      },
    });
    await waitUntil(() => house.projection.state.kind === 'poisoned');
    expect(house.projection.state).toEqual({ kind: 'poisoned', position: 17n, reason: 'an unknown shape' });
    expect(house.tables.folded.at(-1)).toBe(16n);
    await append(ledger, 5);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(house.tables.folded).toHaveLength(16);
  });

  it('goes on by itself after the ledger was down, waiting longer each time up to the bound', async () => {
    const ledger = memoryLedger();
    await append(ledger, 3);
    const readAll = ledger.readAll.bind(ledger);
    let down = 8;
    ledger.readAll = (options) => {
      if (down > 0) {
        down -= 1;
        throw new LedgerUnavailable('the disk is gone');
      }
      return readAll(options);
    };
    const house = start(ledger, { random: () => 1 });
    await waitUntil(() => house.tables.folded.length === 3);
    expect(house.delays).toEqual([2, 4, 8, 16, 20, 20, 20, 20]);
    expect(house.states).toContainEqual({ kind: 'retrying', reason: 'the disk is gone', attempt: 1 });
    await waitUntil(() => house.projection.state.kind === 'live');
  });

  it.each(['failed and not stored', 'failed but stored'])('folds nothing twice when a fold %s', async (which) => {
    const ledger = memoryLedger();
    await append(ledger, 50);
    let failures = 5;
    const fail = () => {
      if (failures > 0) {
        failures -= 1;
        throw new Error('the connection broke');
      }
    };
    const house = start(ledger, {
      limits: { ...QUICK, maxPageEvents: 7 },
      open: (models) => {
        if (which === 'failed but stored') models.afterFold = fail;
        else models.beforeFold = fail;
      },
    });
    await waitUntil(() => house.tables.folded.length >= 50);
    expect(failures).toBe(0);
    expect(house.tables.folded).toEqual(Array.from({ length: 50 }, (_, at) => BigInt(at + 1)));
  });

  it('stands by while another projector folds, and takes over when that one falls silent', async () => {
    const ledger = memoryLedger();
    const tables = fakeTables();
    const limits = { ...QUICK, takeOverAfterMs: 1_000 };
    const [first, second] = [start(ledger, { tables, limits }), start(ledger, { tables, limits })];
    let appended = 0;
    await waitUntil(async () => {
      await append(ledger, 1);
      appended += 1;
      return [first, second].some(({ projection }) => projection.state.kind === 'standby');
    });
    const [active, standby] = first.projection.state.kind === 'standby' ? [second, first] : [first, second];
    // Silence of the ledger is no silence of the other.
    await new Promise((resolve) => setTimeout(resolve, 3 * limits.takeOverAfterMs));
    expect(standby.projection.state.kind).toBe('standby');
    await active.projection.stop();
    await append(ledger, 10);
    await waitUntil(() => tables.folded.length === appended + 10);
    await waitUntil(() => standby.projection.state.kind === 'live');
    expect(tables.folded).toEqual(Array.from({ length: appended + 10 }, (_, at) => BigInt(at + 1)));
  });

  it('folds anew what a crashed database lost, without standing by for anybody', async () => {
    const ledger = memoryLedger();
    await append(ledger, 10);
    const house = start(ledger);
    await waitUntil(() => house.tables.folded.length === 10);
    house.tables.position = 6n as FakeTables['position'];
    house.tables.folded.length = 6;
    await append(ledger, 2);
    await waitUntil(() => house.tables.folded.length === 12);
    expect(house.tables.folded).toEqual(Array.from({ length: 12 }, (_, at) => BigInt(at + 1)));
    expect(house.states.map(({ kind }) => kind)).not.toContain('standby');
  });

  it('refuses tables that are ahead of the ledger, in a sentence that says what to do', async () => {
    const ledger = memoryLedger({ ledgerId: 'the-ledger' });
    await append(ledger, 2);
    const tables = { ...fakeTables(), position: 9n as FakeTables['position'] };
    const house = start(ledger, { tables });
    await waitUntil(() => house.projection.state.kind === 'refused');
    expect(house.projection.state).toMatchObject({
      reason: expect.stringMatching(/folded up to position 9, but ledger the-ledger ends at 2: bring back the newer/),
    });
    expect(tables.folded).toEqual([]);
  });

  it('commits the batch in hand when it is stopped', async () => {
    const ledger = memoryLedger();
    await append(ledger, 4);
    const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const beforeFold = (): Promise<void> => {
      begun.resolve();
      return held.promise;
    };
    const house = start(ledger, { open: (models) => (models.beforeFold = beforeFold) });
    await begun.promise;
    const stopped = house.projection.stop();
    held.resolve();
    await stopped;
    expect(house.tables.folded).toHaveLength(4);
    expect(house.projection.state.kind).toBe('stopped');
  });

  it('folds a trickle in groups: folds start at least the interval apart', async () => {
    const ledger = memoryLedger();
    const house = start(ledger, { limits: { ...QUICK, minFoldIntervalMs: 40 } });
    const startedMs = performance.now();
    for (let at = 0; at < 100; at += 1) {
      await append(ledger, 1);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await waitUntil(() => house.tables.folded.length === 100);
    expect(house.tables.batchSizes.length).toBeLessThanOrEqual((performance.now() - startedMs) / 40 + 2);
  });
});

interface House {
  readonly projection: Projection;
  readonly tables: FakeTables;
  readonly states: ProjectionState[];
  readonly delays: number[];
  readonly batches: FoldedBatch[];
}

function start(
  ledger: LedgerStore,
  options: {
    readonly tables?: FakeTables;
    readonly limits?: ProjectionLimits;
    readonly random?: () => number;
    readonly open?: (models: FakeReadModels) => void;
  } = {},
): House {
  const tables = options.tables ?? fakeTables();
  const models = fakeReadModels(tables, ledger.ledgerId);
  options.open?.(models);
  const house = { states: [] as ProjectionState[], delays: [] as number[], batches: [] as FoldedBatch[] };
  const observer: ProjectionObserver = {
    stateChanged: (state) => house.states.push(state),
    folded: (batch) => house.batches.push(batch),
    retried: (_reason, delayMs) => house.delays.push(delayMs),
  };
  const projection = new Projection({
    stores: new Stores({
      openLedger: async () => ledger,
      openReadModels: async () => models,
      openVault: async () => memoryVault(),
    }),
    foldedUpTo: new FoldedUpTo(),
    limits: options.limits ?? QUICK,
    observer,
    ...(options.random ? { random: options.random } : {}),
  });
  running.push(projection);
  projection.start();
  return { projection, tables, ...house };
}

const appendedTo = new WeakMap<LedgerStore, bigint>();

async function append(ledger: LedgerStore, count: number): Promise<void> {
  const at = appendedTo.get(ledger) ?? -1n;
  const events = Array.from({ length: count }, (): NewEvent => ({
    id: randomUUID(),
    type: 'Anything',
    data: canonicalJson({ size: 'x'.repeat(100) }),
    metadata: usageMetadata(new Date().toISOString()),
  })) as unknown as NonEmpty<NewEvent>;
  await ledger.append('any', events, at === -1n ? 'no-stream' : (at as Revision));
  appendedTo.set(ledger, at + BigInt(count));
}

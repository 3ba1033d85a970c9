import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLmdbLedger, START, type LedgerEvent, type LedgerStore, type Position } from '@tallystick/ledger-store';
import { openPgliteReadModels } from '@tallystick/read-models';
import { describeWithPostgres, seededRandom, tempDir, waitUntil, type TempDir } from '@tallystick/testing';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProjector } from './testing/projector-process.fixture.js';
import { countedOnce, recountBoard } from './testing/recount.fixture.js';
import { ScenarioWriter, usageScenario } from './testing/usage-scenario.fixture.js';

const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);
const KILLS = 10;
const AT_FIRST = 8_000;
const EACH_ROUND = 1_000;

describe('a projector killed ten times while it catches up, over PGlite', () => {
  countsEverythingOnce(async () => ({}));
});

describeWithPostgres('a projector killed ten times while it catches up, over PostgreSQL', (postgres) => {
  countsEverythingOnce(async () => ({
    TALLYSTICK_READ_MODELS: 'postgres',
    DATABASE_URL: await postgres().createDatabase(),
  }));
});

function countsEverythingOnce(settings: () => Promise<Record<string, string>>): void {
  const random = seededRandom(SEED);
  const told = usageScenario(random, AT_FIRST + KILLS * EACH_ROUND);
  let folder: TempDir;
  let ledger: LedgerStore;

  beforeAll(async () => {
    folder = await tempDir('projector-killed');
    ledger = await openLmdbLedger({ dir: join(folder.path, 'data', 'ledger') });
  });
  afterAll(async () => {
    await ledger.close();
    await folder.remove();
  });

  it(`shows boards equal to the recount and a digest equal to one fold from scratch (seed ${SEED})`, async () => {
    const env = { TALLYSTICK_DATA_DIR: join(folder.path, 'data'), ...(await settings()) };
    const writer = new ScenarioWriter(ledger);
    await writer.append(told.slice(0, AT_FIRST));
    const killedAt: number[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const projector = await startProjector(env, folder.path);
      try {
        await writer.append(told.slice(AT_FIRST + round * EACH_ROUND, AT_FIRST + (round + 1) * EACH_ROUND));
        await waitUntil(() => /"state":"(catching-up|live)"/.test(projector.output()));
        // Every second time after a commit, else wherever the first transaction happens to be.
        if (round % 2 === 0) await commits(projector.url, killedAt.at(-1) ?? 0);
        await sleep(random.integer(0, 1_000));
        killedAt.push(await foldedUpTo(projector.url));
      } finally {
        await projector.kill();
      }
    }
    const projector = await startProjector(env, folder.path);
    try {
      const tail = await ledger.tail();
      const digest = await waitUntil(
        async () => {
          const answer = await projector.json(`/v1/digest?atLeast=${tail}`);
          return answer.digest === undefined ? undefined : answer;
        },
        { what: 'the projector to catch up' },
      );
      // A test that kills only before the first or after the last batch proves nothing.
      expect(killedAt.some((folded) => folded > 0 && folded < told.length)).toBe(true);
      expect(digest.asOf).toMatchObject({ position: String(tail), logSize: told.length, behindMs: 0 });
      const counted = countedOnce(told);
      for (const subject of ['actors', 'teams', 'sources'] as const) {
        const { rows, total } = await projector.json(`/v1/leaderboards/${subject}?limit=1000`);
        const at = '2026-05-01T00:00:00Z';
        const expected = recountBoard(counted, { subject, metric: 'tokens', window: 'all', at, tz: 'UTC' });
        expect({ subject, total, rows: rows.map(plain) }).toEqual({
          subject,
          total: expected.total,
          rows: expected.rows.map(plain),
        });
      }
      expect({ digest: digest.digest, tables: digest.tables }).toEqual(await fromScratch());
    } finally {
      await projector.stop();
    }
  });

  async function* pagesAfter(start: Position): AsyncGenerator<readonly LedgerEvent[]> {
    for (let after = start, atEnd = false; !atEnd;) {
      const page = await ledger.readAll({ after, limit: random.integer(1, 20_000) });
      if (page.events.length > 0) yield page.events;
      ({ last: after, atEnd } = page);
    }
  }

  /** One fold of the whole ledger into fresh tables, in pages of random sizes. */
  async function fromScratch() {
    const dir = join(folder.path, 'scratch');
    const tables = await openPgliteReadModels({ dir, ledgerId: ledger.ledgerId, timeZone: 'UTC' });
    try {
      const tail = await ledger.tail();
      for (let after = START; after < tail;) after = (await tables.foldPages(after, pagesAfter(after))).position;
      return (await tables.digest()).answer;
    } finally {
      await tables.close();
    }
  }
}

const commits = (url: string, before: number): Promise<boolean> =>
  waitUntil(async () => (await foldedUpTo(url)) > before, { what: 'a commit' });

/** From the metrics, which ask the tables nothing. */
async function foldedUpTo(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) })).text();
  return Number(/^tallystick_projection_position (\d+)$/m.exec(metrics)?.[1]);
}

const plain = ({ rank, subject, value }: { rank: number; subject: string | null; value: number | string }) => ({
  rank,
  subject,
  value,
});

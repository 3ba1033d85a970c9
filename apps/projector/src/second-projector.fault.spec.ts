import { expect, it } from '@jest/globals';
import { openLmdbLedger } from '@tallystick/ledger-store';
import { describeWithPostgres, seededRandom, tempDir, waitUntil } from '@tallystick/testing';
import { join } from 'node:path';
import { startProjector, type ProjectorProcess } from './testing/projector-process.fixture.js';
import { countedOnce, recountBoard } from './testing/recount.fixture.js';
import { ScenarioWriter, usageScenario } from './testing/usage-scenario.fixture.js';

const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);
const EVENTS = 4_000;

describeWithPostgres(
  'projectors over one PostgreSQL',
  (postgres) => {
    it(`lets a second one stand by, take over when the first dies, and outlive the database (seed ${SEED})`, async () => {
      await using folder = await tempDir('second-projector');
      const dataDir = join(folder.path, 'data');
      const ledger = await openLmdbLedger({ dir: join(dataDir, 'ledger') });
      const told = usageScenario(seededRandom(SEED), EVENTS);
      const writer = new ScenarioWriter(ledger);
      let appended = 0;
      const append = async (count: number): Promise<void> => {
        await writer.append(told.slice(appended, appended + count));
        appended += count;
      };
      const env = {
        TALLYSTICK_DATA_DIR: dataDir,
        TALLYSTICK_READ_MODELS: 'postgres',
        DATABASE_URL: await postgres().createDatabase(),
      };
      const projectors = [await startProjector(env, folder.path), await startProjector(env, folder.path)];
      try {
        const standby = await waitUntil(
          async () => {
            if (appended < EVENTS / 4) await append(10);
            for (const projector of projectors) if (await isIn(projector, 'standby')) return projector;
            return undefined;
          },
          { what: 'one of two projectors to stand by' },
        );
        const active = projectors.find((projector) => projector !== standby)!;
        expect((await fetch(`${standby.url}/health/ready`, { signal: AbortSignal.timeout(10_000) })).status).toBe(200);
        // A standby answers like the active one, also to those who wait.
        await append(100);
        expect((await standby.json(`/v1/digest?atLeast=${appended}`)).asOf.position).toBe(String(appended));

        await active.kill();
        await append(EVENTS / 4);
        await waitUntil(() => isIn(standby, 'live'), { what: 'the standby to take over' });
        expect((await standby.json(`/v1/digest?atLeast=${appended}`)).asOf.logSize).toBe(appended);

        await postgres().kill();
        await append(EVENTS / 4);
        await waitUntil(() => isIn(standby, 'retrying'), { what: 'the projector to notice' });
        expect((await fetch(`${standby.url}/health/ready`, { signal: AbortSignal.timeout(10_000) })).status).toBe(503);
        expect(await standby.json('/v1/digest')).toMatchObject({ code: 'not-caught-up' });
        await postgres().restart();
        await append(EVENTS - appended);
        await waitUntil(async () => (await standby.json('/v1/digest')).asOf?.logSize === EVENTS);

        const { rows } = await standby.json('/v1/leaderboards/actors?limit=1000');
        const at = '2026-05-01T00:00:00Z';
        const expected = recountBoard(countedOnce(told), {
          subject: 'actors',
          metric: 'tokens',
          window: 'all',
          at,
          tz: 'UTC',
        });
        expect(rows.map(factsOf)).toEqual(expected.rows.map(factsOf));
      } finally {
        for (const projector of projectors) await projector.stop();
        await ledger.close();
      }
    });
  },
  { own: true },
);

const isIn = async ({ url }: ProjectorProcess, state: string): Promise<boolean> =>
  (await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) })).text()).includes(
    `tallystick_projection_state{state="${state}"} 1`,
  );

const factsOf = ({ rank, subject, value }: { rank: number; subject: string | null; value: number | string }) => ({
  rank,
  subject,
  value,
});

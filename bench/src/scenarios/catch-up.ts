import { join } from 'node:path';
import { openLmdbLedger, START, type LedgerStore } from '@tallystick/ledger-store';
import { openBareAuditTable } from '@tallystick/read-models';
import type { Bench, Scenario } from '../bench.js';
import { fillLedger } from '../measure/fill-ledger.js';
import { growthNote, watchMemory } from '../measure/memory.js';
import { paceFromNow } from '../measure/pace.js';
import type { Figure } from '../measure/report.js';
import { foldedUpTo, startProjector, untilOpened } from '../measure/services.js';
import { boardFigures } from './leaderboards.js';

const FLOOR_PAGE = 5_000;

interface Store {
  readonly name: string;
  readonly env: Record<string, string>;
  readonly floorAt: { readonly dir: string } | { readonly databaseUrl: string };
  readonly memoryMb: number;
}

/** Events a second of the bare audit rows, inserted as the fold inserts them; reading and making lines off the clock. */
async function auditFloor(ledger: LedgerStore, where: Store['floorAt']): Promise<number> {
  const table = await openBareAuditTable(where);
  let after = START;
  let events = 0;
  let spentMs = 0;
  for (;;) {
    const page = await ledger.readAll({ after, limit: FLOOR_PAGE });
    if (page.events.length === 0) break;
    const lines = table.linesOf(page.events);
    const started = performance.now();
    await table.insert(lines);
    spentMs += performance.now() - started;
    events += page.events.length;
    after = page.last;
  }
  await table.close();
  return events / (spentMs / 1_000);
}

/** A projector that starts on a full ledger with empty tables; then, idle, its boards. */
async function catchUp({ dir, events, payload }: Bench, { name, env, floorAt, memoryMb }: Store): Promise<Figure[]> {
  const dataDir = join(dir, `catch-up-${name}`);
  const ledger = await openLmdbLedger({ dir: join(dataDir, 'ledger') });
  const firstDay = await fillLedger(ledger, payload());
  const projector = await startProjector(dataDir, env);
  const memory = watchMemory(projector.pid);
  await untilOpened(projector);
  const pace = await paceFromNow(events, () => foldedUpTo(projector));
  memory.stop();
  const boards = await boardFigures(projector, firstDay, name);
  await projector.stop();
  const floor = await auditFloor(ledger, floorAt);
  await ledger.close();
  return [
    {
      name: `projector catch-up, ${name}`,
      unit: 'events/s',
      value: pace,
      floor: { what: 'bare insert of the same audit rows', value: floor },
      target: { kind: 'ratio', value: 0.6 },
    },
    {
      name: `projector on ${name}: peak anonymous memory`,
      unit: 'MB',
      value: memory.peakMb(),
      target: { kind: 'at-most', value: memoryMb },
      note: growthNote(memory),
    },
    ...boards,
  ];
}

export const catchUpEmbedded: Scenario = (bench) =>
  catchUp(bench, { name: 'PGlite', env: {}, floorAt: { dir: join(bench.dir, 'floor-pglite') }, memoryMb: 900 });

export const catchUpPostgres: Scenario = async (bench) => {
  const databaseUrl = await bench.postgres.createDatabase();
  return catchUp(bench, {
    name: 'PostgreSQL',
    env: { TALLYSTICK_READ_MODELS: 'postgres', DATABASE_URL: databaseUrl },
    floorAt: { databaseUrl: await bench.postgres.createDatabase() },
    memoryMb: 350,
  });
};

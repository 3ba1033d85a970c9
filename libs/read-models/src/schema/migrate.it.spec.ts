import { expect, it } from '@jest/globals';
import type { Position } from '@tallystick/ledger-store';
import { tempDir } from '@tallystick/testing';
import { openPgliteStore } from '../pglite/open-pglite-read-models.js';
import { SqlReadModels } from '../sql-read-models.js';
import { events, plain } from '../testing/made-up-ledger.js';
import { migrate } from './migrate.js';
import { LIVE_SCHEMA } from './tables.js';

it('brings tables of the first version, with what they hold, to the newest one, and changes nothing the second time', async () => {
  await using folder = await tempDir('migrate');
  const store = await openPgliteStore(folder.path);
  const ledger = events({ team: 'a' }, { key: 0, kind: 'corrected', corrects: ['team'], team: 'b' });
  const eventKey = String(ledger[0]!.data['eventKey']);
  await store.write(async (session) => {
    await migrate(session, LIVE_SCHEMA, '0001-first-schema');
    const tables = await session.query(`select from pg_tables where schemaname = $1 and tablename = 'usage_decision'`, [
      LIVE_SCHEMA,
    ]);
    expect(tables).toHaveLength(0);
    // by hand, as the first version folded it
    await session.query(
      `insert into ${LIVE_SCHEMA}.usage_event (position, leaf_index, occurred_at, recorded_at, input, output, cache_read,
         cache_write, reasoning, first_of_key, status, event_key, source, actor, provider, model, team)
       values (1, 0, '2026-05-04T10:00:00Z', '2026-05-04T10:00:01Z', 1, 0, 0, 0, 0, true, 'counted', $1, 's', 'p_0', 'p', 'm', 'a')`,
      [eventKey],
    );
    await session.query(
      `insert into ${LIVE_SCHEMA}.board_cell select kind.k, win.w, case win.w when 'all' then '-infinity'::date
           when 'day' then '2026-05-04' when 'week' then '2026-05-04' when 'month' then '2026-05-01'
           when 'quarter' then '2026-04-01' else '2026-01-01' end,
         case kind.k when 'teams' then 'a' when 'actors' then 'p_0' when 'models' then 'm' when 'sources' then 's' else '' end,
         1, 0, 0, 0, 0, 1, 1
       from unnest(enum_range(null::${LIVE_SCHEMA}.subject_kind)) as kind (k),
         unnest(enum_range(null::${LIVE_SCHEMA}.window_kind)) as win (w)`,
    );
    await session.query(
      `insert into ${LIVE_SCHEMA}.projection_checkpoint (projection, ledger_id, position, log_size, time_zone)
       values ('usage', 'ledger-1', 1, 1, 'UTC')`,
    );
  });

  const options = { ledgerId: 'ledger-1', timeZone: 'UTC' };
  await SqlReadModels.open(store, options);
  const models = await SqlReadModels.open(store, options);
  await models.fold(1n as Position, ledger.slice(1));
  const query = { metric: 'tokens', tz: 'UTC', limit: 10, atMs: plain.occurredAtMs } as const;
  for (const window of ['all', 'day', 'week', 'quarter'] as const) {
    const { answer } = await models.leaderboard({ subject: 'teams', window, ...query });
    expect(answer.rows).toMatchObject([{ subject: 'b', value: 1 }]);
  }
  const day = { fromMs: Date.parse('2026-05-04'), toMs: Date.parse('2026-05-05') };
  const [row] = (await models.events({ filter: {}, limit: 10, ...day })).answer.events;
  expect(row).toMatchObject({ team: 'a', status: 'corrected' });
  const faces = await store.read(async (session) => [
    await session.query(`select status, counts from ${LIVE_SCHEMA}.v_usage_event`),
    await session.query(`select team, sum(tokens)::integer as tokens, sum(events)::integer as events
      from ${LIVE_SCHEMA}.v_counted_usage group by team having sum(events) > 0`),
    await session.query(`select type, attributes->>'team' as team from ${LIVE_SCHEMA}.v_usage_decision`),
  ]);
  expect(faces).toEqual([
    [{ status: 'corrected', counts: true }],
    [{ team: 'b', tokens: 1, events: 1 }],
    [{ type: 'UsageCorrected', team: 'b' }],
  ]);
  await models.close();
});

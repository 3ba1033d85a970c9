import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Position } from '@tallystick/ledger-store';
import { describeWithPostgres } from '@tallystick/testing';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PostgresStore } from '../postgres/postgres-store.js';
import { SqlReadModels } from '../sql-read-models.js';
import { events, plain } from '../testing/made-up-ledger.js';
import { LIVE_SCHEMA } from './tables.js';

const doc = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../../docs/${path}`, import.meta.url)), 'utf8');

const page = doc('reference/views.md');
const described = new Map(
  [...page.matchAll(/^\| `(v_\w+)` +\| .*? \| (.*?) \|$/gm)].map(([, view, columns]) => [
    view!,
    [...columns!.matchAll(/`(\w+)`/g)].map(([, column]) => column!),
  ]),
);

interface Query {
  readonly title: string;
  readonly sql: string;
}
const dashboard = JSON.parse(doc('operating/grafana-dashboard.json')) as {
  panels: { title: string; targets: { rawSql: string }[] }[];
  templating: { list: { name: string; query: string }[] };
};
const queries: readonly Query[] = [
  ...dashboard.panels.map(({ title, targets }) => ({ title, sql: targets[0]!.rawSql })),
  ...dashboard.templating.list.map(({ name, query }) => ({ title: `variable ${name}`, sql: query })),
];

const [FROM, TO] = ['2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z'];
/** As Grafana's PostgreSQL data source writes its macros out. */
const asGrafana = (sql: string, team: string): string =>
  sql
    .replaceAll('$__interval', '1h')
    .replace(/\$__timeFilter\((\w+)\)/g, `$1 BETWEEN '${FROM}' AND '${TO}'`)
    .replace(/\$__timeGroup\((\w+), 1h\)/g, 'floor(extract(epoch from $1)/3600)*3600')
    .replaceAll('$__timeFrom()', `'${FROM}'`)
    .replaceAll('$__timeTo()', `'${TO}'`)
    .replaceAll('${team:sqlstring}', `'${team.replaceAll("'", "''")}'`);

describeWithPostgres('the views for Grafana and others', (postgres) => {
  let store: PostgresStore;
  const rowsOf = <R>(sql: string, params: readonly string[] = []) =>
    store.read((session) => session.query<R>(sql, params));

  beforeAll(async () => {
    store = new PostgresStore(await postgres().createDatabase());
    const models = await SqlReadModels.open(store, { ledgerId: 'ledger-1', timeZone: 'UTC' });
    // 7 nano-USD a million input tokens, of the provider and model that usage states
    const price = { kind: 'price', key: 4, model: 'm', tokens: [2, 0, 0, 0, 0], occurredAtMs: 0 } as const;
    await models.fold(
      0n as Position,
      events(
        ...[
          { team: "o'clock", tokens: [3, 4, 0, 0, 0] as const },
          { team: 'b', tokens: [5, 0, 0, 0, 0] as const },
        ],
        ...[{ ...plain, key: 2 }, price, { key: 2, kind: 'voided' as const }, { kind: 'roster' as const }],
        ...[{ kind: 'policy' as const }, { kind: 'viewed' as const }],
      ),
    );
  });
  afterAll(() => store.close());

  it('stand in docs/reference/views.md, all of them, with every column in order', async () => {
    const rows = await rowsOf<{ view: string; columns: string }>(
      `select c.table_name as view, string_agg(c.column_name, ' ' order by c.ordinal_position) as columns
       from information_schema.columns c join information_schema.views v using (table_schema, table_name)
       where table_schema = $1 group by 1`,
      [LIVE_SCHEMA],
    );
    const found = rows.map(({ view, columns }) => [view, columns.split(' ')] as const);
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(found));
  });

  it.each(queries)('a panel of the dashboard can be shown: $title', async ({ title, sql }) => {
    for (const team of ['', 'b', "o'clock", "'; drop table x; --"]) {
      const text = asGrafana(sql, team);
      expect(text).not.toMatch(/\$/);
      const rows = await rowsOf(text);
      if (team === '') expect({ title, rows: rows.length > 0 }).toEqual({ title, rows: true });
    }
  });

  it('add up to what the API answers, voids included', async () => {
    const sql = queries.find(({ title }) => title === 'Tokens')!.sql;
    const tokens = async (team: string) => Number((await rowsOf<{ tokens: string }>(asGrafana(sql, team)))[0]!.tokens);
    expect([await tokens(''), await tokens('b'), await tokens("o'clock")]).toEqual([12, 5, 7]);
    const [cost] = await rowsOf<{ cost_usd: string; unpriced: string; events: string }>(
      `select sum(cost_usd)::text as cost_usd, sum(unpriced_tokens)::text as unpriced, sum(events)::text as events
       from ${LIVE_SCHEMA}.v_usage_cost`,
    );
    const [board] = await rowsOf(
      `select sum(cost_usd)::text as cost_usd, sum(unpriced_tokens)::text as unpriced, sum(events)::text as events
       from ${LIVE_SCHEMA}.v_board where subject_kind = 'models' and window_kind = 'all'`,
    );
    expect(cost).toEqual(board);
    expect(cost).toEqual({ cost_usd: '0.000000000000056', unpriced: '4', events: '2' });
  });
});

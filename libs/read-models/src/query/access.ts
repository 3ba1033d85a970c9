import type { DataView, House, ViewsQuery } from '../read-models.js';
import { textArray } from '../sql/array-literal.js';
import type { SqlSession } from '../sql/sql-store.js';
import { pageOf, whereItGoesOn } from './newest-first.js';
import { Params } from './params.js';

/** Every policy and every roster, in ledger order: both are few. */
export async function houseRules(session: SqlSession, schema: string): Promise<House> {
  const policies = await session.query<
    Record<'position' | 'leaf' | 'valid_from' | 'boards' | 'names' | 'purposes', string> & { words: string | null }
  >(
    `select position::text, leaf_index::text as leaf, valid_from, boards, names, purposes, words
     from ${schema}.policy order by policy.position`,
  );
  const rosters = await session.query<Record<'position' | 'team' | 'valid_from', string> & { size: number }>(
    `select position::text, team, to_char(valid_from, 'YYYY-MM-DD') as valid_from, size
     from ${schema}.roster order by roster.position`,
  );
  return {
    policies: policies.map(({ position, leaf, valid_from, boards, names, purposes, words }) => ({
      position,
      leafIndex: Number(leaf),
      from: valid_from,
      // canonical JSON that the fold wrote from an event held to its schema
      boards: JSON.parse(boards) as House['policies'][number]['boards'],
      names: names as House['policies'][number]['names'],
      purposes: JSON.parse(purposes) as string[],
      ...(words === null ? {} : { text: words }),
    })),
    rosters: rosters.map(({ position, team, valid_from, size }) => ({ position, team, from: valid_from, size })),
  };
}

/** Of these people those whose latest choice is to be named. One statement, which needs no transaction. */
export async function namedAmong(
  session: Pick<SqlSession, 'query'>,
  schema: string,
  actors: readonly string[],
): Promise<ReadonlySet<string>> {
  const params = new Params();
  const asked = params.add(textArray(actors), 'text[]');
  const rows = await session.query<{ actor: string }>(
    `select asked.actor
     from unnest(${asked}) as asked (actor)
     cross join lateral (
       select named from ${schema}.naming_choice as choice
       where choice.actor = asked.actor collate "C" order by choice.position desc limit 1
     ) as latest
     where latest.named`,
    params.values,
  );
  return new Set(rows.map(({ actor }) => actor));
}

/**
 * Who looked at one person, newest first. Its cursor is the last position shown, and belongs to the person.
 * @throws InvalidCursor
 */
export async function viewsOf(
  session: SqlSession,
  schema: string,
  ledgerId: string,
  query: ViewsQuery,
): Promise<{ views: readonly DataView[]; nextCursor: string | null }> {
  const boundTo = ['views', ledgerId, query.whose];
  const params = new Params();
  const conditions = [`whose = ${params.add(query.whose)}`, ...whereItGoesOn(boundTo, query, params)];
  const rows = await session.query<Record<'position' | 'leaf' | 'at' | 'viewer' | 'what' | 'purpose', string>>(
    `select position::text, leaf_index::text as leaf, (extract(epoch from recorded_at) * 1000)::bigint::text as at,
       viewer, what, purpose
     from ${schema}.data_view where ${conditions.join(' and ')}
     order by data_view.position desc limit ${params.add(query.limit + 1, 'integer')}`,
    params.values,
  );
  const { page, nextCursor } = pageOf(boundTo, rows, query.limit);
  return {
    views: page.map(({ position, leaf, at, viewer, what, purpose }) => ({
      position,
      leafIndex: Number(leaf),
      recordedAt: new Date(Number(at)).toISOString(),
      viewer,
      what,
      purpose,
    })),
    nextCursor,
  };
}

import { startOfGranule, zonedTime } from '@tallystick/domain';
import { dateAt, instantOfDate } from '../calendar/local-date.js';
import { NOT_STATED } from '../fold/cell-sums.js';
import type { Subject, UsagePoint, UsageQuery } from '../read-models.js';
import { SeriesTooLong } from '../read-models-errors.js';
import type { SqlSession } from '../sql/sql-store.js';
import { Params } from './params.js';
import { SUBJECT_OF_COLUMN, statedFilters } from './subject-columns.js';
import { MAX_GRANULES, pointOf } from './usage-point.js';
import type { PointSums } from './usage-point.js';

/** What one kind's day cells can tell. */
interface DayQuestion {
  readonly kind: Subject;
  /** As the cells name it; undefined: all subjects. */
  readonly only: string | undefined;
  readonly fromDay: string;
  readonly toDay: string;
}

interface DayRow extends PointSums {
  /** First day of the granule. */
  readonly day: string;
}

/**
 * A series of whole days of the kept zone over one kind of subject, from its day cells: some rows a day instead of every
 * event. null: the cells cannot tell. @throws SeriesTooLong
 */
export async function daySeries(
  session: SqlSession,
  schema: string,
  keptZone: string,
  query: UsageQuery,
): Promise<readonly UsagePoint[] | null> {
  const question = dayQuestion(query, keptZone);
  if (question === null) return null;
  const params = new Params();
  const conditions = [
    `subject_kind = ${params.add(question.kind, `${schema}.subject_kind`)}`,
    `window_kind = 'day'`,
    `window_start >= ${params.add(question.fromDay, 'date')}`,
    `window_start < ${params.add(question.toDay, 'date')}`,
    'events > 0',
  ];
  if (question.only !== undefined) conditions.push(`subject = ${params.add(question.only)}`);
  const bySubject = query.by.length > 0;
  // what PostgreSQL cuts here are dates, not instants: no zone is involved
  const rows = await session.query<DayRow>(
    `select granule::text as day, ${bySubject ? `nullif(subject, '') as by0,` : ''}
       sum(input)::text as input, sum(output)::text as output, sum(cache_read)::text as cache_read,
       sum(cache_write)::text as cache_write, sum(reasoning)::text as reasoning, sum(events)::text as events,
       sum(cost)::text as cost, sum(priced_tokens)::text as priced
     from (select date_trunc(${params.add(query.granularity)}, window_start::timestamp)::date as granule, *
           from ${schema}.board_cell where ${conditions.join(' and ')}) as used
     group by granule ${bySubject ? ', subject' : ''} order by granule ${bySubject ? `, (subject = ''), subject` : ''}`,
    params.values,
  );
  const starts = new Map<string, string>();
  return rows.map((row) => {
    let start = starts.get(row.day);
    if (start === undefined) {
      start = zonedTime(startOfGranule(query.granularity, instantOfDate(row.day, keptZone), keptZone), keptZone);
      starts.set(row.day, start);
      if (starts.size > MAX_GRANULES) {
        throw new SeriesTooLong(
          `more than ${MAX_GRANULES} granules of a ${query.granularity}: ask for less or coarser`,
        );
      }
    }
    return pointOf(row, query, start);
  });
}

function dayQuestion(query: UsageQuery, keptZone: string): DayQuestion | null {
  const { granularity, tz, by, filter, asOfPosition, fromMs, toMs } = query;
  if (granularity === 'hour' || tz !== keptZone || asOfPosition !== undefined) return null;
  const filters = statedFilters(filter);
  const kinds = new Set([...by, ...filters.map(([column]) => SUBJECT_OF_COLUMN[column])]);
  if (kinds.size > 1) return null;
  const [, value] = filters[0] ?? [];
  // the cells write '' for "not stated", which is not what a filter by an empty text asks for
  if (value === NOT_STATED) return null;
  const fromDay = dateAt(fromMs, keptZone);
  const toDay = dateAt(toMs, keptZone);
  if (fromDay === null || toDay === null) return null;
  return { kind: [...kinds][0] ?? 'sources', only: value === null ? NOT_STATED : value, fromDay, toDay };
}

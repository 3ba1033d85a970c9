/**
 * Version 6: between which positions the events of a day stand. The audit trail is read by position and asked by time; what
 * lies beyond is skipped at once instead of row by row.
 */
export const usageDaySchema = (schema: string): readonly string[] => [
  `create table ${schema}.usage_day (
    utc_day integer not null,
    first_position bigint not null,
    last_position bigint not null,
    constraint usage_day_pk primary key (utc_day)
  )`,
  `insert into ${schema}.usage_day select floor(extract(epoch from occurred_at) / 86400)::integer, min(position), max(position)
    from ${schema}.usage_event group by 1`,
  `comment on table ${schema}.usage_day is 'Between which positions the rows of usage_event stand that were used on a UTC day'`,
  `comment on column ${schema}.usage_day.utc_day is 'Days since 1970-01-01'`,
];

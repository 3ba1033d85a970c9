/**
 * Version 1. Text is compared byte by byte (COLLATE "C") so that every database lists equals in the same order.
 * `''` stands for "not stated" where a key may not be null: attributes are never empty.
 */
export const firstSchema = (schema: string): readonly string[] => [
  `create type ${schema}.subject_kind as enum ('actors', 'teams', 'models', 'projects', 'agents', 'sources')`,
  `create type ${schema}.window_kind as enum ('all', 'day', 'week', 'month', 'quarter', 'year')`,
  `create type ${schema}.event_status as enum ('counted', 'corrected', 'voided', 'duplicate', 'conflict')`,

  `create table ${schema}.usage_event (
    position bigint not null,
    leaf_index bigint not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    input integer not null,
    output integer not null,
    cache_read integer not null,
    cache_write integer not null,
    reasoning integer not null,
    first_of_key boolean not null,
    status ${schema}.event_status not null,
    event_key text collate "C" not null,
    source text collate "C" not null,
    actor text collate "C" not null,
    provider text collate "C" not null,
    model text collate "C" not null,
    team text collate "C",
    project text collate "C",
    activity text collate "C",
    agent text collate "C",
    session text collate "C",
    automation text collate "C",
    reported_cost_usd text collate "C",
    occurred_at_exact text collate "C",
    constraint usage_event_pk primary key (position)
  )`,
  `create unique index usage_event_first_of_key on ${schema}.usage_event (event_key) where first_of_key`,
  `create index usage_event_occurred_at on ${schema}.usage_event (occurred_at)`,
  `create index usage_event_actor on ${schema}.usage_event (actor, position)`,
  `comment on table ${schema}.usage_event is 'Audit trail: one row per usage event of the ledger, in ledger order'`,
  `comment on column ${schema}.usage_event.position is 'Place in the ledger'`,
  `comment on column ${schema}.usage_event.leaf_index is 'How many ledger events stand before it: its index in the log'`,
  `comment on column ${schema}.usage_event.occurred_at is 'When the tokens were used, cut to microseconds'`,
  `comment on column ${schema}.usage_event.occurred_at_exact is 'The time as recorded, where occurred_at cannot hold it exactly'`,
  `comment on column ${schema}.usage_event.recorded_at is 'When the ledger recorded the event'`,
  `comment on column ${schema}.usage_event.first_of_key is 'True on the one row of its event_key that counts'`,
  `comment on column ${schema}.usage_event.event_key is 'base64url(SHA-256(source 00 id))'`,
  `comment on column ${schema}.usage_event.actor is 'Pseudonym of who used the tokens'`,

  `create table ${schema}.board_cell (
    subject_kind ${schema}.subject_kind not null,
    window_kind ${schema}.window_kind not null,
    window_start date not null,
    subject text collate "C" not null,
    input bigint not null,
    output bigint not null,
    cache_read bigint not null,
    cache_write bigint not null,
    reasoning bigint not null,
    events bigint not null,
    active_days integer not null,
    constraint board_cell_pk primary key (subject_kind, window_kind, window_start, subject)
  ) with (fillfactor = 80)`,
  `comment on table ${schema}.board_cell is 'Sums per subject and window, in the time zone of projection_checkpoint'`,
  `comment on column ${schema}.board_cell.window_start is 'First local day of the window; -infinity for all'`,
  `comment on column ${schema}.board_cell.subject is 'Empty where the events state no such attribute'`,
  `comment on column ${schema}.board_cell.active_days is 'Local days of the window with at least one counted event'`,

  `create table ${schema}.ledger_time (
    recorded_at timestamptz not null,
    previous_position bigint not null,
    constraint ledger_time_pk primary key (recorded_at)
  )`,
  `comment on table ${schema}.ledger_time is 'Where the running maximum of recordedAt rose: to recorded_at, by the event after previous_position'`,

  `create table ${schema}.other_event (
    position bigint not null,
    leaf_index bigint not null,
    recorded_at timestamptz,
    constraint other_event_pk primary key (position)
  )`,
  `comment on table ${schema}.other_event is 'Ledger events that are not usage: counted as leaves, otherwise ignored'`,

  `create table ${schema}.projection_checkpoint (
    projection text not null,
    ledger_id text not null,
    position bigint not null,
    recorded_at timestamptz,
    latest_recorded_at timestamptz,
    log_size bigint not null,
    time_zone text not null,
    constraint projection_checkpoint_pk primary key (projection)
  )`,
  `comment on table ${schema}.projection_checkpoint is 'How far the ledger is folded; moves in the transaction of the rows it speaks for'`,

  `create view ${schema}.v_usage_event as
    select position, leaf_index, event_key, source, occurred_at, recorded_at, actor, provider, model,
      input, output, cache_read, cache_write, reasoning,
      input::bigint + output + cache_read + cache_write + reasoning as tokens,
      team, project, activity, agent, session, automation, reported_cost_usd, status::text as status, first_of_key as counts
    from ${schema}.usage_event`,
  `create view ${schema}.v_board as
    select subject_kind::text as subject_kind, window_kind::text as window_kind, nullif(window_start, '-infinity') as window_start,
      nullif(subject, '') as subject, input + output + cache_read + cache_write + reasoning as tokens,
      input, output, cache_read, cache_write, reasoning, events, active_days
    from ${schema}.board_cell`,
  `create view ${schema}.v_checkpoint as
    select projection, ledger_id, position, recorded_at, log_size, time_zone from ${schema}.projection_checkpoint`,
  `comment on view ${schema}.v_usage_event is 'Stable face of the audit trail'`,
  `comment on view ${schema}.v_board is 'Stable face of the boards: filter by subject_kind, window_kind and window_start'`,
  `comment on view ${schema}.v_checkpoint is 'The ledger position that the other views are true for'`,
];

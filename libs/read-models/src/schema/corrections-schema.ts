/**
 * Version 2: what people decided about usage events. The rows of `usage_event` stay as recorded, for ever; a decision that
 * takes effect takes the event off as it stood and puts it on as it stands now. So whoever adds up `usage_event` (the
 * first of each key) and `usage_adjustment`, both up to a position, has the numbers as they stood there.
 */
export const correctionsSchema = (schema: string): readonly string[] => [
  `create table ${schema}.usage_decision (
    position bigint not null,
    leaf_index bigint not null,
    recorded_at timestamptz not null,
    type text collate "C" not null,
    event_key text collate "C" not null,
    takes_effect boolean not null,
    input integer,
    output integer,
    cache_read integer,
    cache_write integer,
    reasoning integer,
    attributes text collate "C",
    reason text collate "C" not null,
    author text collate "C" not null,
    constraint usage_decision_pk primary key (position)
  )`,
  `create index usage_decision_event_key on ${schema}.usage_decision (event_key, position)`,
  `comment on table ${schema}.usage_decision is 'Corrections and voids of usage events, in ledger order'`,
  `comment on column ${schema}.usage_decision.takes_effect is 'False before the first event of its key and behind a void'`,
  `comment on column ${schema}.usage_decision.attributes is 'Canonical JSON of the attributes it replaces; null value: no longer stated'`,
  `comment on column ${schema}.usage_decision.author is 'Pseudonym of who decided'`,

  `create table ${schema}.usage_adjustment (
    position bigint not null,
    events smallint not null,
    event_key text collate "C" not null,
    occurred_at timestamptz not null,
    input integer not null,
    output integer not null,
    cache_read integer not null,
    cache_write integer not null,
    reasoning integer not null,
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
    constraint usage_adjustment_pk primary key (position, events)
  )`,
  `create index usage_adjustment_event_key on ${schema}.usage_adjustment (event_key, position)`,
  `create index usage_adjustment_occurred_at on ${schema}.usage_adjustment (occurred_at)`,
  `comment on table ${schema}.usage_adjustment is 'What decisions take off (events -1, tokens below zero) and put on (events 1)'`,
  `comment on column ${schema}.usage_adjustment.position is 'Place of the decision in the ledger'`,
  `comment on column ${schema}.usage_adjustment.occurred_at is 'When the tokens were used: that of the event'`,

  `create or replace view ${schema}.v_usage_event as
    select position, leaf_index, e.event_key, source, occurred_at, recorded_at, actor, provider, model,
      input, output, cache_read, cache_write, reasoning,
      input::bigint + output + cache_read + cache_write + reasoning as tokens,
      team, project, activity, agent, session, automation, reported_cost_usd,
      case when d.voided then 'voided' when d.event_key is not null then 'corrected' else status::text end as status,
      first_of_key and not coalesce(d.voided, false) as counts
    from ${schema}.usage_event as e left join (
      select event_key, bool_or(type = 'UsageVoided') as voided
      from ${schema}.usage_decision where takes_effect group by event_key
    ) as d on e.first_of_key and d.event_key = e.event_key`,
  `create view ${schema}.v_counted_usage as
    select position, event_key, source, occurred_at, actor, provider, model,
      input, output, cache_read, cache_write, reasoning,
      input::bigint + output + cache_read + cache_write + reasoning as tokens,
      team, project, activity, agent, session, automation, 1::smallint as events
    from ${schema}.usage_event where first_of_key
    union all
    select position, event_key, source, occurred_at, actor, provider, model,
      input, output, cache_read, cache_write, reasoning,
      input::bigint + output + cache_read + cache_write + reasoning as tokens,
      team, project, activity, agent, session, automation, events
    from ${schema}.usage_adjustment`,
  `create view ${schema}.v_usage_decision as
    select position, leaf_index, recorded_at, type, event_key, takes_effect,
      input, output, cache_read, cache_write, reasoning, attributes::jsonb as attributes, reason, author
    from ${schema}.usage_decision`,
  `comment on view ${schema}.v_usage_event is 'Stable face of the audit trail: each event as recorded, and its status now'`,
  `comment on view ${schema}.v_counted_usage is 'What counts: add up tokens and events; decisions are rows that take off and put on'`,
  `comment on view ${schema}.v_usage_decision is 'Stable face of corrections and voids'`,
];

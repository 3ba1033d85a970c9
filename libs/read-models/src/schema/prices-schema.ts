/**
 * Version 3: the price book, and what usage costs by it. Costs are whole numbers of 10^-15 USD: tokens times nano-USD a
 * million tokens. Cells hold the cost of those tokens that have a price, by the book as of the checkpoint.
 */
export const pricesSchema = (schema: string): readonly string[] => [
  `create table ${schema}.price (
    position bigint not null,
    leaf_index bigint not null,
    recorded_at timestamptz not null,
    provider text collate "C" not null,
    model text collate "C" not null,
    from_at timestamptz not null,
    to_at timestamptz not null,
    input bigint,
    output bigint,
    cache_read bigint,
    cache_write bigint,
    reasoning bigint,
    source text collate "C" not null,
    author text collate "C" not null,
    constraint price_pk primary key (position)
  )`,
  `create index price_model on ${schema}.price (provider, model, position)`,
  `comment on table ${schema}.price is 'What was listed, in ledger order: nano-USD a million tokens; null: no price. A later row takes the place of earlier ones where their times overlap'`,
  `comment on column ${schema}.price.from_at is 'Inclusive'`,
  `comment on column ${schema}.price.to_at is 'Exclusive; infinity: until something else is listed'`,
  `comment on column ${schema}.price.source is 'Where the price is said'`,
  `comment on column ${schema}.price.author is 'Pseudonym of who decided'`,

  `create function ${schema}.price_in_force(up_to bigint)
    returns table (provider text, model text, from_at timestamptz, to_at timestamptz, "position" bigint, source text,
      input numeric, output numeric, cache_read numeric, cache_write numeric, reasoning numeric)
    language sql stable parallel safe
    begin atomic
      with listed as (
        select * from ${schema}.price as p where p.position <= up_to
      ), stretch as (
        select e.provider, e.model, e.at, lead(e.at) over (partition by e.provider, e.model order by e.at) as until
        from (
          select l.provider, l.model, l.from_at as at from listed as l
          union select l.provider, l.model, l.to_at from listed as l
        ) as e
      )
      select distinct on (s.provider, s.model, s.at) s.provider, s.model, s.at, s.until, l.position, l.source,
        l.input::numeric, l.output::numeric, l.cache_read::numeric, l.cache_write::numeric, l.reasoning::numeric
      from stretch as s join listed as l
        on l.provider = s.provider and l.model = s.model and l.from_at <= s.at and l.to_at > s.at
      where s.until is not null
      order by s.provider, s.model, s.at, l.position desc;
    end`,
  `comment on function ${schema}.price_in_force(bigint) is 'The book as of a position, without overlaps: of each stretch of time the last listing that covers it'`,

  `alter table ${schema}.board_cell add column cost numeric not null default 0`,
  `alter table ${schema}.board_cell add column priced_tokens bigint not null default 0`,
  `comment on column ${schema}.board_cell.cost is 'Of the priced tokens, in 10^-15 USD'`,
  `comment on column ${schema}.board_cell.priced_tokens is 'Tokens that have a price; the others are unpriced, not free'`,

  `create or replace view ${schema}.v_board as
    select subject_kind::text as subject_kind, window_kind::text as window_kind, nullif(window_start, '-infinity') as window_start,
      nullif(subject, '') as subject, input + output + cache_read + cache_write + reasoning as tokens,
      input, output, cache_read, cache_write, reasoning, events, active_days,
      case when priced_tokens > 0 then cost * 0.000000000000001 end as cost_usd,
      input + output + cache_read + cache_write + reasoning - priced_tokens as unpriced_tokens
    from ${schema}.board_cell`,
  `create view ${schema}.v_price as
    select position, leaf_index, recorded_at, provider, model, from_at, nullif(to_at, 'infinity') as to_at,
      input * 0.000000001 as input_usd, output * 0.000000001 as output_usd, cache_read * 0.000000001 as cache_read_usd,
      cache_write * 0.000000001 as cache_write_usd, reasoning * 0.000000001 as reasoning_usd, source, author
    from ${schema}.price`,
  `create view ${schema}.v_price_in_force as
    select provider, model, from_at, nullif(to_at, 'infinity') as to_at, position, source,
      input * 0.000000001 as input_usd, output * 0.000000001 as output_usd, cache_read * 0.000000001 as cache_read_usd,
      cache_write * 0.000000001 as cache_write_usd, reasoning * 0.000000001 as reasoning_usd
    from ${schema}.price_in_force(9223372036854775807)`,
  `create view ${schema}.v_usage_cost as
    select u.*, p.position as price_position,
      (coalesce(u.input * p.input, 0) + coalesce(u.output * p.output, 0) + coalesce(u.cache_read * p.cache_read, 0)
        + coalesce(u.cache_write * p.cache_write, 0) + coalesce(u.reasoning * p.reasoning, 0)) * 0.000000000000001 as cost_usd,
      case when p.input is null then u.input else 0 end + case when p.output is null then u.output else 0 end
        + case when p.cache_read is null then u.cache_read else 0 end
        + case when p.cache_write is null then u.cache_write else 0 end
        + case when p.reasoning is null then u.reasoning else 0 end as unpriced_tokens
    from ${schema}.v_counted_usage as u left join ${schema}.price_in_force(9223372036854775807) as p
      on p.provider = u.provider and p.model = u.model and u.occurred_at >= p.from_at and u.occurred_at < p.to_at`,
  `comment on view ${schema}.v_price is 'Stable face of the price book: USD a million tokens'`,
  `comment on view ${schema}.v_price_in_force is 'The price book without overlaps: what a model costs when'`,
  `comment on view ${schema}.v_usage_cost is 'What counts, with what it costs: add up cost_usd; unpriced_tokens have no price'`,
];

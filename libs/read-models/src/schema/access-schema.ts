/** Version 4: who may see what, how many people a team has, and who looked at whom; each row one event of the ledger. */
export const accessSchema = (schema: string): readonly string[] => [
  `create table ${schema}.roster (
    position bigint not null,
    leaf_index bigint not null,
    recorded_at timestamptz not null,
    team text collate "C" not null,
    valid_from date not null,
    size integer not null,
    author text collate "C" not null,
    constraint roster_pk primary key (position)
  )`,
  `create index roster_team on ${schema}.roster (team, valid_from desc, position desc)`,
  `comment on table ${schema}.roster is 'How many people a team has from a day on; of the same day the later one holds'`,
  `comment on column ${schema}.roster.author is 'Pseudonym of who decided'`,

  `create table ${schema}.policy (
    position bigint not null,
    leaf_index bigint not null,
    recorded_at timestamptz not null,
    valid_from text collate "C" not null,
    boards text collate "C" not null,
    names text collate "C" not null,
    purposes text collate "C" not null,
    words text collate "C",
    author text collate "C" not null,
    constraint policy_pk primary key (position)
  )`,
  `comment on table ${schema}.policy is 'Who may see which board from when on; of the same time the later one holds'`,
  `comment on column ${schema}.policy.valid_from is 'RFC 3339 UTC as adopted, to its last digit'`,
  `comment on column ${schema}.policy.boards is 'Canonical JSON: the roles that may see each board'`,
  `comment on column ${schema}.policy.purposes is 'Canonical JSON: what the numbers may be used for'`,
  `comment on column ${schema}.policy.words is 'The policy in words'`,
  `comment on column ${schema}.policy.author is 'Pseudonym of who decided'`,

  `create table ${schema}.data_view (
    position bigint not null,
    leaf_index bigint not null,
    recorded_at timestamptz not null,
    viewer text collate "C" not null,
    whose text collate "C" not null,
    what text collate "C" not null,
    purpose text collate "C" not null,
    constraint data_view_pk primary key (position)
  )`,
  `create index data_view_whose on ${schema}.data_view (whose, position desc)`,
  `comment on table ${schema}.data_view is 'Who looked at numbers or the name of one other person; all are pseudonyms'`,

  `create view ${schema}.v_roster as
    select position, leaf_index, recorded_at, team, valid_from, size, author from ${schema}.roster`,
  `create view ${schema}.v_policy as
    select position, leaf_index, recorded_at, valid_from, boards::jsonb as boards, names, purposes::jsonb as purposes, words, author
    from ${schema}.policy`,
  `create view ${schema}.v_data_view as
    select position, leaf_index, recorded_at, viewer, whose, what, purpose from ${schema}.data_view`,
  `comment on view ${schema}.v_roster is 'Stable face of the rosters'`,
  `comment on view ${schema}.v_policy is 'Stable face of the policies'`,
  `comment on view ${schema}.v_data_view is 'Stable face of who looked at whom'`,
];

/** Version 8: who chose to be named on boards, and who withdrew it; each row one event of the ledger, none holds a name. */
export const namingSchema = (schema: string): readonly string[] => [
  `create table ${schema}.naming_choice (
    position bigint not null,
    leaf_index bigint not null,
    recorded_at timestamptz not null,
    actor text collate "C" not null,
    named boolean not null,
    constraint naming_choice_pk primary key (position)
  )`,
  `create index naming_choice_actor on ${schema}.naming_choice (actor, position desc)`,
  `comment on table ${schema}.naming_choice is 'Whether a person chose to be named; their latest choice holds'`,
  `comment on column ${schema}.naming_choice.actor is 'Pseudonym of who chose, for themselves'`,
];

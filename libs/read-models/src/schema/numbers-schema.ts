/** Version 7: since when no number has changed. Boards that were worked out since then still hold, wherever the ledger ends. */
export const numbersSchema = (schema: string): readonly string[] => [
  `alter table ${schema}.projection_checkpoint add column numbers_position bigint not null default 0`,
  `update ${schema}.projection_checkpoint set numbers_position = position`,
  `comment on column ${schema}.projection_checkpoint.numbers_position is 'Last position of what can change a number: usage, a decision about it, a price'`,
];

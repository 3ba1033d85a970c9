/** SQLSTATE classes: connection exception, insufficient resources, operator intervention (shutdown, cancel, start-up). */
const AWAY_SQLSTATE = /^(08|53|57)[0-9A-Z]{3}$/;
const AWAY_SYSTEM = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
/** What node-postgres says without a code. */
const AWAY_WORDS = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/;

/** Whether the database could not be asked: no fault of the question, and it may be asked again. */
export function isTablesAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return AWAY_SQLSTATE.test(code) || AWAY_SYSTEM.test(code) || AWAY_WORDS.test(error.message);
}

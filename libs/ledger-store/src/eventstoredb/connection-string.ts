import { LedgerRefused } from '../port/ledger-errors.js';

const OPTIONS = [
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'nodePreference',
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
];
const SHAPE = /^(?:esdb|kurrentdb)(?<discover>\+discover)?:\/\/(?<rest>[^?]+?)\/*(?:\?(?<query>.*))?$/;

/**
 * The connection string as this client reads it. What it would ignore is refused: it tells of it on standard error, and
 * repeats the whole string, password included. @throws LedgerRefused, which repeats nothing of it but an option's name
 */
export function connectionString(url: string): string {
  const parts = SHAPE.exec(url.trim())?.groups;
  if (parts === undefined) throw refused('it is not of the form esdb://[user:password@]host:port[?option=value]');
  const query = new URLSearchParams(parts['query'] ?? '');
  for (const name of query.keys()) {
    if (OPTIONS.some((option) => flat(option) === flat(name))) continue;
    const hint =
      flat(name) === 'tlsverifycert'
        ? 'this client always verifies; give tlsCAFile'
        : `known are ${OPTIONS.join(', ')}`;
    throw refused(`option ${name} cannot be used: ${hint}`);
  }
  const options = parts['query'] === undefined || parts['query'] === '' ? '' : `?${parts['query']}`;
  return `esdb${parts['discover'] ?? ''}://${parts['rest']}${options}`;
}

const flat = (name: string): string => name.trim().toLowerCase().replace(/[_-]/g, '');

export const refused = (why: string): LedgerRefused => new LedgerRefused(`EVENTSTORE_URL: ${why}`);

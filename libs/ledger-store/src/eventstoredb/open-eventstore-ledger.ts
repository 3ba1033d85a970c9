import { isLedgerStream } from '@tallystick/events';
import { LedgerRefused, LedgerUnavailable } from '../port/ledger-errors.js';
import type { LedgerStore } from '../port/ledger-store.js';
import { EventStoreConnections } from './eventstore-connections.js';
import type { EventStoreConnection } from './eventstore-connection.js';
import { EventStoreLedger } from './eventstore-ledger.js';
import { FOUNDING_STREAM, foundLedger, readLedgerId } from './founding.js';
import { readAllRecords } from './read-records.js';
import { RetentionGuard } from './retention.js';
import { AccessMissing } from './server-errors.js';
import { EVENTSTORE_LIMITS, type EventStoreLimits } from './store-limits.js';

export interface EventStoreLedgerOptions {
  /** `esdb://` or `esdb+discover://`; credentials, TLS and certificates stand in it. */
  readonly url: string;
  /** When given: a server that holds another ledger, or none, is refused. */
  readonly ledgerId?: string | undefined;
  /** Streams that are checked for retention at the start; any other is before this process first appends to it. */
  readonly checkStreams?: readonly string[];
  /** Which streams this program writes; events of others are given as raw. Default: `isLedgerStream`. */
  readonly isOurs?: (stream: string) => boolean;
  readonly limits?: Partial<EventStoreLimits>;
}

/**
 * The ledger in EventStoreDB or KurrentDB. Any number of processes may open it at once; whoever comes first founds it.
 * @throws LedgerRefused another ledger, missing rights, or a stream that the server may cut
 * @throws LedgerUnavailable the server does not answer
 */
export async function openEventStoreLedger(options: EventStoreLedgerOptions): Promise<LedgerStore> {
  const limits = { ...EVENTSTORE_LIMITS, ...options.limits };
  const retention = new RetentionGuard(limits);
  let ledgerId: string | undefined;
  const prove = async (connection: EventStoreConnection): Promise<void> => {
    if (ledgerId === undefined) ledgerId = await firstProof(connection, options.ledgerId, limits);
    else await proveAgain(connection, ledgerId, limits);
  };
  const connections = new EventStoreConnections(options.url, limits, prove);
  try {
    await connections.use('open the ledger', async (connection) => {
      await readAllRecords(connection.client, { from: 'end', backwards: true, count: 1 }, limits);
      const streams = [FOUNDING_STREAM, ...(options.checkStreams ?? [])];
      await Promise.all(streams.map((stream) => retention.check(connection, stream)));
    });
    return new EventStoreLedger(ledgerId!, connections, retention, options.isOurs ?? isLedgerStream, limits);
  } catch (error) {
    await connections.close();
    throw error instanceof AccessMissing ? new LedgerRefused(error.message, { cause: error }) : error;
  }
}

async function firstProof(
  connection: EventStoreConnection,
  expected: string | undefined,
  limits: EventStoreLimits,
): Promise<string> {
  const held = await readLedgerId(connection, limits);
  if (expected !== undefined && held !== expected) throw new LedgerRefused(anotherLedger(held, expected));
  return foundLedger(connection, held, limits);
}

/** For a process that runs already, another ledger is an outage: the right server may come back. */
async function proveAgain(connection: EventStoreConnection, expected: string, limits: EventStoreLimits): Promise<void> {
  const held = await readLedgerId(connection, limits);
  if (held !== expected) throw new LedgerUnavailable(anotherLedger(held, expected));
}

const anotherLedger = (held: string | undefined, expected: string): string =>
  `EventStoreDB: the server holds ${held === undefined ? 'no ledger' : `ledger ${held}`}, this is ledger ${expected}: ` +
  'its data was replaced, or EVENTSTORE_URL leads elsewhere; bring the right one back';

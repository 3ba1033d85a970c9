import { randomUUID } from 'node:crypto';
import type { CanonicalJson } from '@tallystick/events';
import { canonicalObject } from '../entry/canonical-object.js';
import { LedgerRefused, WrongExpectedRevision } from '../port/ledger-errors.js';
import type { EventStoreConnection } from './eventstore-connection.js';
import { readStreamRecords } from './read-records.js';
import type { EventStoreLimits } from './store-limits.js';

/** Holds one event: which ledger this is. Its type begins with `$`, so that it is no part of the history. */
export const FOUNDING_STREAM = 'tallystick-ledger';
const FOUNDED = '$LedgerFounded';
const METADATA = '{"schema":1}' as CanonicalJson;

/** The id of the ledger that this server holds; undefined when it holds none. @throws LedgerRefused */
export async function readLedgerId(
  { client }: EventStoreConnection,
  limits: EventStoreLimits,
): Promise<string | undefined> {
  const { records } = await readStreamRecords(client, FOUNDING_STREAM, { from: 'start', count: 1 }, limits);
  const [first] = records;
  if (first === undefined) return undefined;
  const ledgerId = canonicalObject(first.data)?.value['ledgerId'];
  if (first.revision === 0n && first.type === FOUNDED && typeof ledgerId === 'string') return ledgerId;
  throw new LedgerRefused(
    `EventStoreDB: stream ${FOUNDING_STREAM} does not begin with ${FOUNDED}: it was truncated, or somebody else writes there`,
  );
}

/**
 * Makes the ledger's id if none is held; of several processes that start at once, one does. An id that is held is
 * written again under its own event id, which changes nothing and shows that this user may append.
 */
export async function foundLedger(
  connection: EventStoreConnection,
  held: string | undefined,
  limits: EventStoreLimits,
): Promise<string> {
  const ledgerId = held ?? randomUUID();
  const data = `{"ledgerId":"${ledgerId}"}` as CanonicalJson;
  const founded = { id: ledgerId, type: FOUNDED, data, metadata: METADATA };
  const appends = await connection.appends();
  try {
    await appends.append(FOUNDING_STREAM, [founded], 'no-stream', data.length);
    return ledgerId;
  } catch (error) {
    const theirs = error instanceof WrongExpectedRevision ? await readLedgerId(connection, limits) : undefined;
    if (theirs === undefined || theirs === ledgerId) throw error;
    return theirs;
  }
}

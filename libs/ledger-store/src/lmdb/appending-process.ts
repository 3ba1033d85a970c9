import { randomUUID } from 'node:crypto';
import type { CanonicalJson } from '@tallystick/events';
import { WrongExpectedRevision } from '../port/ledger-errors.js';
import type { ExpectedRevision, LedgerStore, NewEvent, NonEmpty, Revision } from '../port/ledger-store.js';
import { openLmdbLedger } from './lmdb-ledger.js';

/**
 * A process for the fault tests: `node appending-process.js DIR OWN_STREAM SHARED_STREAM`. Appends batches to a stream of
 * its own and to one that it shares with others until it is killed, and prints a line after each append that is durable:
 * `stream firstRevision lastRevision`. An event's data names its writer and revision.
 */
const [dir, own, shared] = process.argv.slice(2) as [string, string, string];
const ledger = await openLmdbLedger({ dir });
await Promise.all([appendForever(ledger, own), appendForever(ledger, shared)]);

async function appendForever(store: LedgerStore, stream: string): Promise<void> {
  for (let size = 1; ; size = (size * 7) % 409) {
    const expected = await endOf(store, stream);
    const first = expected === 'no-stream' ? 0n : expected + 1n;
    const events = Array.from({ length: size }, (_, i) => newEvent(first + BigInt(i)));
    try {
      const { firstRevision, lastRevision } = await store.append(
        stream,
        events as unknown as NonEmpty<NewEvent>,
        expected,
      );
      process.stdout.write(`${stream} ${firstRevision} ${lastRevision}\n`);
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
  }
}

async function endOf(store: LedgerStore, stream: string): Promise<ExpectedRevision> {
  for await (const { revision } of store.readStream(stream, { from: 'end', direction: 'backwards', limit: 1 }))
    return revision;
  return 'no-stream';
}

function newEvent(revision: bigint | Revision): NewEvent {
  return {
    id: randomUUID(),
    type: 'Appended',
    data: `{"filling":"${'x'.repeat(Number(revision % 500n))}","revision":${revision},"writer":"${own}"}` as CanonicalJson,
    metadata: '{}' as CanonicalJson,
  };
}

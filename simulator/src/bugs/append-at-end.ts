import type { Appended, ExpectedRevision, LedgerStore, NewEvent, NonEmpty } from '@tallystick/ledger-store';

/** The mistake that expected revisions are there against. */
export async function appendAtEnd(store: LedgerStore, stream: string, events: NonEmpty<NewEvent>): Promise<Appended> {
  let end: ExpectedRevision = 'no-stream';
  for await (const last of store.readStream(stream, { from: 'end', direction: 'backwards', limit: 1 })) {
    end = last.revision;
  }
  return store.append(stream, events, end);
}

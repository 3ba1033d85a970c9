import { BACKWARDS, END, EventStoreDBClient } from '@eventstore/db-client';

/** Position of the latest event in the event store that is not the server's own; 0 when there is none, or no answer. */
export async function lastUsagePosition(url: string): Promise<bigint> {
  const client = EventStoreDBClient.connectionString(url);
  try {
    for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 64 })) {
      if (event?.streamId.startsWith('intake-')) return event.position!.commit;
    }
    return 0n;
  } catch {
    // The server may be down just now: no progress is seen, and the caller looks again.
    return 0n;
  } finally {
    await client.dispose();
  }
}

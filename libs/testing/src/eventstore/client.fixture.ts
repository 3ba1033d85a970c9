import { randomUUID } from 'node:crypto';
import {
  EventStoreDBClient,
  jsonEvent,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type JSONEventData,
} from '@eventstore/db-client';

const clients: EventStoreDBClient[] = [];

/** The unmodified client. */
export function connect(url: string): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url);
  clients.push(client);
  return client;
}

export async function disconnectAll(): Promise<void> {
  for (const client of clients.splice(0)) await client.dispose();
}

export const event = (n: number, id: string = randomUUID()): JSONEventData =>
  jsonEvent({ id, type: 'Counted', data: { n }, metadata: { from: 'a test' } });

export const eventOfBytes = (bytes: number): JSONEventData =>
  jsonEvent({ type: 'Large', data: 'x'.repeat(bytes - '""'.length) });

export const ids = (events: readonly JSONEventData[]): string[] => events.map(({ id }) => id!);

export async function idsIn(client: EventStoreDBClient, stream: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { event } of client.readStream(stream)) found.push(event!.id);
  return found;
}

export async function everything(client: EventStoreDBClient): Promise<NonNullable<AllStreamResolvedEvent['event']>[]> {
  const found = [];
  for await (const { event } of client.readAll()) found.push(event!);
  return found;
}

/** What a subscription said, in order: `confirmation`, `caughtUp`, ids of events, and what ended it. */
export function heard(subscription: AllStreamSubscription): { words: string[]; error?: Error } {
  const log: { words: string[]; error?: Error } = { words: [] };
  for (const name of ['confirmation', 'caughtUp', 'end', 'close'] as const) {
    subscription.on(name as 'end', () => void log.words.push(name));
  }
  subscription.on('data', ({ event }) => void log.words.push(event!.id));
  subscription.on('error', (error: Error) => {
    log.error = error;
    log.words.push('error');
  });
  return log;
}

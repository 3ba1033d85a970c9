import { randomUUID } from 'node:crypto';
import { jsonEvent, type ProposedEvent } from './recorded-event.js';

/** An event that the server itself writes: every reader of $all meets some. */
export interface SystemEvent {
  readonly stream: string;
  readonly event: ProposedEvent;
}

const systemEvent = (stream: string, type: string, data: unknown): SystemEvent => ({
  stream,
  event: jsonEvent(randomUUID(), type, JSON.stringify(data)),
});

/** In an empty database. */
export const firstEvents = (): readonly SystemEvent[] => [
  systemEvent('$user-admin', '$UserCreated', { loginName: 'admin', fullName: 'Administrator' }),
  systemEvent('$users', '$User', 'admin'),
];

/** At each start. */
export const epochEvent = (epoch: number): SystemEvent =>
  systemEvent('$epoch-information', '$EpochInformation', { epochNumber: epoch });

/** Now and then. */
export const statisticsEvent = (appends: number): SystemEvent =>
  systemEvent('$stats-127.0.0.1', '$statsCollected', { appends });

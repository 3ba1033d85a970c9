import {
  MalformedLedgerEvent,
  USAGE_RECORDED,
  parseRfc3339,
  parseUsageMetadata,
  parseUsageRecorded,
} from '@tallystick/events';
import type { UsageRecordedData } from '@tallystick/events';
import type { LedgerEvent } from '@tallystick/ledger-store';
import { Poison } from '../read-models-errors.js';

/** What the fold needs of one usage event; attributes that are not stated are null. */
export interface UsageFact {
  readonly position: bigint;
  /** Ledger events before this one. */
  readonly leafIndex: number;
  readonly recorded: boolean;
  readonly eventKey: string;
  readonly source: string;
  readonly occurredAt: string;
  readonly occurredAtMs: number;
  readonly recordedAtMs: number;
  readonly actor: string;
  readonly provider: string;
  readonly model: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
  readonly team: string | null;
  readonly project: string | null;
  readonly activity: string | null;
  readonly agent: string | null;
  readonly session: string | null;
  readonly automation: string | null;
  readonly reportedCostUsd: string | null;
}

/** Streams of usage events; every event in them must be understood. */
const INTAKE_STREAM = /^(?:intake-kafka\.|intake-http\.)/;
/** UTF-16 units; twice the contract's 512 code points, and still within what an index row can hold. */
const MAX_TEXT = 1_024;
const MAX_BUCKET = 1_000_000_000;

/**
 * Reads one ledger event. Streams other than the intake's give null.
 * @throws Poison an event of these streams that this version cannot fold
 */
export function usageFactOf(event: LedgerEvent, leafIndex: number): UsageFact | null {
  if (!INTAKE_STREAM.test(event.stream) || event.raw !== undefined) return null;
  const { position, type } = event;
  const { data, recordedAt } = parsed(event);
  const { tokens } = data;
  return {
    position,
    leafIndex,
    recorded: type === USAGE_RECORDED,
    eventKey: data.eventKey,
    source: bounded(position, 'source', data.source),
    occurredAt: data.occurredAt,
    occurredAtMs: Date.parse(data.occurredAt),
    recordedAtMs: Date.parse(recordedAt),
    actor: bounded(position, 'actor', data.actor),
    provider: bounded(position, 'provider', data.provider),
    model: bounded(position, 'model', data.model),
    input: bucket(position, tokens.input),
    output: bucket(position, tokens.output),
    cacheRead: bucket(position, tokens.cacheRead),
    cacheWrite: bucket(position, tokens.cacheWrite),
    reasoning: bucket(position, tokens.reasoning),
    team: optional(position, 'team', data.team),
    project: optional(position, 'project', data.project),
    activity: optional(position, 'activity', data.activity),
    agent: optional(position, 'agent', data.agent),
    session: optional(position, 'session', data.session),
    automation: optional(position, 'automation', data.automation),
    reportedCostUsd: optional(position, 'reportedCostUsd', data.reportedCostUsd),
  };
}

function parsed(event: LedgerEvent): { data: UsageRecordedData; recordedAt: string } {
  try {
    return {
      data: parseUsageRecorded(event.type, event.data),
      recordedAt: parseUsageMetadata(event.metadata).recordedAt,
    };
  } catch (error) {
    if (error instanceof MalformedLedgerEvent) throw new Poison(event.position, error.message);
    throw error;
  }
}

/** PostgreSQL's text holds no U+0000, and an index row has an end. */
export function bounded(position: bigint, field: string, text: string, maxLength = MAX_TEXT): string {
  if (text.length <= maxLength && !text.includes('\u0000')) return text;
  throw new Poison(position, `${field} is longer than ${maxLength} characters or holds U+0000`);
}

const optional = (position: bigint, field: string, text: string | undefined): string | null =>
  text === undefined ? null : bounded(position, field, text);

export function bucket(position: bigint, tokens: number): number {
  if (tokens <= MAX_BUCKET) return tokens;
  throw new Poison(position, `a token bucket is over ${MAX_BUCKET}`);
}

/** `recordedAt` of an event that is not ours, where it states one. */
export function recordedAtOf(event: LedgerEvent): number | null {
  const text = event.metadata['recordedAt'];
  return typeof text === 'string' ? (parseRfc3339(text)?.epochMs ?? null) : null;
}

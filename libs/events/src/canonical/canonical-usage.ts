import type { CanonicalJson, UsageConflictedData, UsageRecordedData } from '../ledger-events/ledger-events.js';
import type { TokenBuckets, UsageAttributes, UsageEvent } from '../usage-event/usage-event.js';
import { sha256 } from '../ledger-events/sha256.js';
import { quoted } from './canonical-json.js';

/**
 * Canonical bytes (RFC 8785) of one usage event's ledger data. JSON.stringify writes strings and integers as RFC 8785
 * does and leaves out what is undefined, so that only the order of keys is given by hand (three times as fast as a
 * generic implementation, against which a property test holds it). `actor` and `fingerprint` are put in afterwards.
 */
export class CanonicalUsage {
  readonly #withoutActor: string;
  readonly #actorAt: number;

  constructor(usage: CanonicalUsageInput, eventKeyText: string) {
    const { tokens } = usage;
    this.#withoutActor = JSON.stringify({
      activity: usage.activity,
      agent: usage.agent,
      automation: usage.automation,
      eventKey: eventKeyText,
      model: usage.model,
      occurredAt: usage.occurredAt,
      project: usage.project,
      provider: usage.provider,
      reportedCostUsd: usage.reportedCostUsd,
      session: usage.session,
      source: usage.source,
      team: usage.team,
      tokens: {
        cacheRead: tokens.cacheRead,
        cacheWrite: tokens.cacheWrite,
        input: tokens.input,
        output: tokens.output,
        reasoning: tokens.reasoning,
      },
    });
    // right behind the only key that sorts before it
    this.#actorAt = usage.activity === undefined ? 1 : `{"activity":${quoted(usage.activity)},`.length;
  }

  /** Data of `UsageRecorded`. */
  recorded(actor: string): CanonicalJson {
    const text = this.#withoutActor;
    return `${text.slice(0, this.#actorAt)}"actor":${quoted(actor)},${text.slice(this.#actorAt)}` as CanonicalJson;
  }

  /** Data of `UsageConflicted`. */
  conflicted(actor: string, fingerprintText: string): CanonicalJson {
    const recorded = this.recorded(actor);
    // an unescaped quote stands in no JSON string: the first match is the key
    const modelAt = recorded.indexOf('"model":"');
    return `${recorded.slice(0, modelAt)}"fingerprint":${quoted(fingerprintText)},${recorded.slice(modelAt)}` as CanonicalJson;
  }

  /** SHA-256 of the `UsageRecorded` data without `actor`: 32 bytes. */
  fingerprint(): Buffer {
    return sha256(this.#withoutActor);
  }
}

/** What a usage event and the ledger's data have in common. */
export interface CanonicalUsageInput extends UsageAttributes {
  readonly source: string;
  readonly occurredAt: string;
  readonly provider: string;
  readonly model: string;
  readonly tokens: TokenBuckets;
}

export function canonicalUsage(event: UsageEvent, eventKeyText: string): CanonicalUsage {
  return new CanonicalUsage(event, eventKeyText);
}

/** The fingerprint of an event as it stands in the ledger; a `UsageConflicted`'s is that of its claim. */
export function fingerprintOfRecorded(data: UsageRecordedData | UsageConflictedData): Buffer {
  return new CanonicalUsage(data, data.eventKey).fingerprint();
}

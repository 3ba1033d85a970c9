import { hash } from 'node:crypto';
import type { CanonicalJson, UsageConflictedData, UsageRecordedData } from '../ledger-events/ledger-events.js';
import type { TokenBuckets, UsageAttributes, UsageEvent } from '../usage-event/usage-event.js';
import { quoted } from './canonical-json.js';

/**
 * Canonical bytes (RFC 8785) of one usage event's ledger data, written by hand in the order of its keys: activity,
 * actor, agent, automation, eventKey, fingerprint, model, occurredAt, project, provider, reportedCostUsd, session,
 * source, team, tokens. A property test holds it against a generic implementation.
 */
export class CanonicalUsage {
  /** What stands before `actor`, between `actor` and `fingerprint`, and after. */
  readonly #beforeActor: string;
  readonly #beforeFingerprint: string;
  readonly #rest: string;

  constructor(usage: CanonicalUsageInput, eventKeyText: string) {
    const { activity, agent, automation, project, reportedCostUsd, session, team } = usage;
    this.#beforeActor = activity === undefined ? '{' : `{"activity":${quoted(activity)},`;
    let before = '';
    if (agent !== undefined) before = `"agent":${quoted(agent)},`;
    if (automation !== undefined) before += `"automation":${quoted(automation)},`;
    this.#beforeFingerprint = `${before}"eventKey":${quoted(eventKeyText)},`;
    let rest = `"model":${quoted(usage.model)},"occurredAt":${quoted(usage.occurredAt)},`;
    if (project !== undefined) rest += `"project":${quoted(project)},`;
    rest += `"provider":${quoted(usage.provider)},`;
    if (reportedCostUsd !== undefined) rest += `"reportedCostUsd":${quoted(reportedCostUsd)},`;
    if (session !== undefined) rest += `"session":${quoted(session)},`;
    rest += `"source":${quoted(usage.source)},`;
    if (team !== undefined) rest += `"team":${quoted(team)},`;
    const { cacheRead, cacheWrite, input, output, reasoning } = usage.tokens;
    this.#rest =
      rest +
      `"tokens":{"cacheRead":${cacheRead},"cacheWrite":${cacheWrite},"input":${input},"output":${output},"reasoning":${reasoning}}}`;
  }

  /** Data of `UsageRecorded`. */
  recorded(actor: string): CanonicalJson {
    return `${this.#beforeActor}"actor":${quoted(actor)},${this.#beforeFingerprint}${this.#rest}` as CanonicalJson;
  }

  /** Data of `UsageConflicted`. */
  conflicted(actor: string, fingerprintText: string): CanonicalJson {
    const fingerprint = `"fingerprint":${quoted(fingerprintText)},`;
    return `${this.#beforeActor}"actor":${quoted(actor)},${this.#beforeFingerprint}${fingerprint}${this.#rest}` as CanonicalJson;
  }

  /** SHA-256 of the `UsageRecorded` data without `actor`: 32 bytes. */
  fingerprint(): Buffer {
    return hash('sha256', this.#beforeActor + this.#beforeFingerprint + this.#rest, 'buffer');
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

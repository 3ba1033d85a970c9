import type { TokenBuckets, UsageAttributes } from '../usage-event/usage-event.js';

/** Canonical JSON (RFC 8785) as text; only `libs/events` makes it. */
export type CanonicalJson = string & { readonly __brand: 'CanonicalJson' };

export const USAGE_RECORDED = 'UsageRecorded';
export const USAGE_CONFLICTED = 'UsageConflicted';

/** Data of `UsageRecorded` v1. `eventKey` = base64url(SHA-256(source 00 id)); the raw id is not stored. */
export interface UsageRecordedData extends UsageAttributes {
  readonly eventKey: string;
  readonly source: string;
  readonly occurredAt: string;
  readonly actor: string;
  readonly provider: string;
  readonly model: string;
  readonly tokens: TokenBuckets;
}

/**
 * Data of `UsageConflicted` v1: what a later event with a known key claimed. Never counted; recorded once per
 * (eventKey, fingerprint). `fingerprint` is base64url of the claim's fingerprint.
 */
export interface UsageConflictedData extends UsageRecordedData {
  readonly fingerprint: string;
}

/** Metadata of both. `recordedAt` is RFC 3339 UTC with milliseconds; offset is a decimal string. */
export interface UsageMetadata {
  readonly recordedAt: string;
  readonly schema: 1;
  readonly kafka?: { readonly topic: string; readonly partition: number; readonly offset: string };
}

import { canonicalUsage, eventKeyOf, eventKeyText, type CanonicalUsage, type UsageEvent } from '@tallystick/events';

/** A validated event with all that can be computed before the lane: no store, no vault, no clock. */
export interface PreparedUsage {
  readonly subject: string;
  /** SHA-256 of source 00 id. */
  readonly key: Buffer;
  readonly keyText: string;
  readonly fingerprint: Buffer;
  readonly canonical: CanonicalUsage;
  /** Offset of the Kafka record it came from, decimal. */
  readonly kafkaOffset: string | undefined;
}

export function prepareUsage(event: UsageEvent, kafkaOffset?: string): PreparedUsage {
  const key = eventKeyOf(event.source, event.id);
  const keyText = eventKeyText(key);
  const canonical = canonicalUsage(event, keyText);
  return { subject: event.subject, key, keyText, fingerprint: canonical.fingerprint(), canonical, kafkaOffset };
}

/** Bytes that a waiting event holds, roughly: its strings (up to 3 bytes a unit) and what is computed from it. */
export function weightOf(event: UsageEvent): number {
  return 1_000 + 3 * (event.source.length + event.id.length + event.subject.length + event.model.length);
}

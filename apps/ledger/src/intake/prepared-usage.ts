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

/**
 * Bytes that a request holds while it waits, all that belongs to it: the body as it came, what was read from that, and
 * what is prepared here. At least what was measured, whatever script the strings are in; 2,300 for a usual event.
 */
export const heldBytes = (events: number, bodyBytes: number): number => 4_000 + 1_100 * events + 3 * bodyBytes;

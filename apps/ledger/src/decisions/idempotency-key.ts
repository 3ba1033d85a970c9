import { Problem } from '@tallystick/platform';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';
export const MAX_IDEMPOTENCY_KEY = 256;
const VISIBLE_ASCII = new RegExp(`^[\\x21-\\x7e]{1,${MAX_IDEMPOTENCY_KEY}}$`);

/** The header as it was sent, quotes included; undefined when there was none. @throws Problem invalid-field */
export function idempotencyKeyOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && VISIBLE_ASCII.test(header)) return header;
  const rule = `must be 1-${MAX_IDEMPOTENCY_KEY} visible ASCII characters, sent once`;
  throw new Problem('invalid-field', `${IDEMPOTENCY_KEY} ${rule}`, { field: IDEMPOTENCY_KEY });
}

const MICROSECONDS = 1_000_000n;

/** SQL for a timestamp as microseconds since the epoch, which a driver's dates could not hold. */
export const epochMicroseconds = (column: string): string => `(extract(epoch from ${column}) * 1000000)::bigint::text`;

/** RFC 3339 in UTC without trailing zeros, from microseconds since the epoch. */
export function canonicalTime(epochMicroseconds: string): string {
  const us = BigInt(epochMicroseconds);
  const fraction = ((us % MICROSECONDS) + MICROSECONDS) % MICROSECONDS;
  const seconds = Number((us - fraction) / MICROSECONDS);
  const text = new Date(seconds * 1000).toISOString().slice(0, -5);
  if (fraction === 0n) return `${text}Z`;
  return `${text}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}Z`;
}

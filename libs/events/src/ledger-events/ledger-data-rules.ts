/** A ledger event whose data or metadata is not what its type promises: poison for a fold. Repeats no value. */
export class MalformedLedgerEvent extends Error {
  override readonly name = 'MalformedLedgerEvent';
}

/** Every member must be known. */
export function refuseUnknown(type: string, data: unknown, members: readonly string[]): void {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new MalformedLedgerEvent(`${type}: data is no object`);
  }
  for (const name of Object.keys(data)) {
    if (!members.includes(name)) throw new MalformedLedgerEvent(`${type}: unknown member ${name}`);
  }
}

export function requireText(type: string, name: string, value: unknown): void {
  if (typeof value !== 'string' || value.length === 0) throw new MalformedLedgerEvent(`${type}: ${name} is no text`);
}

const DIGEST_LENGTH = 43;

export function requireDigest(type: string, name: string, value: unknown): void {
  if (typeof value === 'string' && value.length === DIGEST_LENGTH && /^[\w-]+$/.test(value)) return;
  throw new MalformedLedgerEvent(`${type}: ${name} is no base64url SHA-256`);
}

export function requireTokens(type: string, tokens: unknown): void {
  if (typeof tokens !== 'object' || tokens === null) throw new MalformedLedgerEvent(`${type}: tokens is no object`);
  const { input, output, cacheRead, cacheWrite, reasoning } = tokens as Record<string, unknown>;
  if (isCount(input) && isCount(output) && isCount(cacheRead) && isCount(cacheWrite) && isCount(reasoning)) {
    if (Object.keys(tokens).length === 5) return;
  }
  throw new MalformedLedgerEvent(`${type}: tokens are not the five buckets`);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

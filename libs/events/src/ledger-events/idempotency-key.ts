import { sha256 } from './sha256.js';

/**
 * What the ledger keeps of an `Idempotency-Key`: base64url, 43 characters. A key belongs to one usage event, and the
 * hash over both says nothing about the key elsewhere.
 */
export function idempotencyKeyHash(eventKey: Uint8Array, idempotencyKey: string): string {
  return sha256(Buffer.concat([eventKey, Buffer.from(idempotencyKey)])).toString('base64url');
}

import { signEd25519, SIGNATURE_BYTES, verifyEd25519 } from '../notes/ed25519.js';
import { COSIGNATURE_V1 } from '../notes/key-id.js';
import { lineOf } from '../notes/sign-note.js';
import type { SigningKey } from '../notes/signing-key.js';
import type { VerifierKey } from '../notes/verifier-key.js';

const TIME_BYTES = 8;

/**
 * The line (without newline) by which a witness says: at this time, this was the largest consistent tree that I had
 * seen of this log (C2SP tlog-cosignature, Ed25519).
 * @param checkpointText the checkpoint's text, without signatures
 * @param timeSeconds since the epoch
 */
export function cosignatureLine(
  checkpointText: string,
  { verifier, privateKey }: SigningKey,
  timeSeconds: number,
): string {
  if (verifier.type !== COSIGNATURE_V1) throw new RangeError(`${verifier.name} is not a witness's key`);
  if (!Number.isSafeInteger(timeSeconds) || timeSeconds < 0)
    throw new RangeError(`${timeSeconds} is no time in seconds`);
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(timeSeconds));
  const signature = signEd25519(cosigned(checkpointText, BigInt(timeSeconds)), privateKey);
  return lineOf(verifier, Buffer.concat([time, signature]));
}

/** @param signature 8 bytes of time and 64 of Ed25519 */
export function verifyCosignature(checkpointText: string, signature: Uint8Array, { publicKey }: VerifierKey): boolean {
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return false;
  const seconds = secondsOf(signature);
  return (
    seconds < 2n ** 63n && verifyEd25519(cosigned(checkpointText, seconds), signature.subarray(TIME_BYTES), publicKey)
  );
}

/** When a cosignature was made, in seconds since the epoch. */
export const cosignedAt = (signature: Uint8Array): number => Number(secondsOf(signature));

const secondsOf = (signature: Uint8Array): bigint =>
  new DataView(signature.buffer, signature.byteOffset, TIME_BYTES).getBigUint64(0);

const cosigned = (text: string, seconds: bigint): Buffer => Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);

import { hash } from 'node:crypto';

/**
 * SHA-256 of a text's UTF-8 or of bytes: 32 bytes. Taken out of Node as Latin-1 characters, since a Buffer made here costs
 * half of one that Node makes in C++ (0.45 against 0.8 microseconds on Node 24).
 */
export function sha256(input: string | Uint8Array): Buffer {
  return Buffer.from(hash('sha256', input, 'binary'), 'latin1');
}

import { hash } from 'node:crypto';

const NODE = Buffer.alloc(65, 1);

/**
 * The floor of the log: one-shot SHA-256 of ready leaves and as many nodes, on one core, nothing else.
 * @returns milliseconds
 */
export function hashFloorMs(leaves: readonly Uint8Array[]): number {
  const started = performance.now();
  for (const leaf of leaves) hash('sha256', leaf, 'buffer');
  for (let node = 1; node < leaves.length; node++) hash('sha256', NODE, 'buffer');
  return performance.now() - started;
}

import { join } from 'node:path';
import { canonicalEntry, USAGE_RECORDED } from '@tallystick/events';
import {
  DurableFolder,
  EMPTY_ROOT,
  fsck,
  leafHash,
  leafIndex,
  logFolder,
  LogWriter,
  TileNodes,
  TILE_WIDTH,
  treeSize,
  verifyInclusion,
} from '@tallystick/transparency';
import type { Scenario } from '../bench.js';
import { hashFloorMs } from '../floor/hash-floor.js';
import { quantile } from '../measure/quantile.js';
import { readyUsage, streamOf } from '../measure/ready-usage.js';

const CHUNK = 20_000;
/** As many as lowest tiles at most, which nobody has read before. */
const MAX_PROOFS = 3_000;
const STRIDE = 7;
/** The next smaller number that strides of seven go all through. */
const coprime = (most: number): number => (most % STRIDE === 0 ? most - 1 : most);

function* chunksOfEntries(values: Iterable<Buffer>): Generator<Buffer[]> {
  let chunk: Buffer[] = [];
  let offset = 0;
  for (const value of values) {
    const { id, data, metadata } = readyUsage(value, offset, new Date().toISOString());
    const place = { id, stream: streamOf(offset), revision: offset, type: USAGE_RECORDED };
    chunk.push(Buffer.from(canonicalEntry({ ...place, data, metadata })));
    offset += 1;
    if (chunk.length === CHUNK) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** The log by itself: ready entries into durable tiles, the whole log verified, proofs from its tiles. */
export const logTiles: Scenario = async ({ dir, payload }) => {
  const folder = join(dir, 'log-tiles');
  const files = logFolder(folder);
  const writer = await LogWriter.open(new DurableFolder(folder), files, { size: treeSize(0), root: EMPTY_ROOT });
  let floorMs = 0;
  let writeMs = 0;
  for (const entries of chunksOfEntries(payload())) {
    floorMs += hashFloorMs(entries);
    const started = performance.now();
    await writer.append(entries);
    writeMs += performance.now() - started;
  }
  const sealing = performance.now();
  const tree = await writer.seal();
  writeMs += performance.now() - sealing;

  const verifying = performance.now();
  const leaves: Uint8Array[] = [];
  const proofs = coprime(Math.min(MAX_PROOFS, Math.floor(tree.size / TILE_WIDTH)));
  const step = Math.floor(tree.size / proofs);
  await fsck({
    files,
    ...tree,
    onEntries: (first, entries) =>
      entries.forEach((entry, i) => (first + i) % step === 0 && leaves.push(leafHash(entry))),
  });
  const verifyMs = performance.now() - verifying;

  const nodes = new TileNodes(files);
  const proofMs: number[] = [];
  for (let i = 0; i < proofs; i++) {
    // Each proof reads a lowest tile of its own, and no neighbour of the last one's.
    const index = leafIndex(((i * STRIDE) % proofs) * step);
    const started = performance.now();
    const proof = await nodes.inclusionProof(index, tree.size);
    proofMs.push(performance.now() - started);
    const leaf = leaves[index / step] as Uint8Array;
    if (!verifyInclusion({ index, size: tree.size, leaf, proof, root: tree.root })) throw new Error('a wrong proof');
  }
  const floor = { what: 'one-shot crypto.hash of the same leaves and nodes', value: (tree.size / floorMs) * 1_000 };
  const rate = (ms: number) => (tree.size / ms) * 1_000;
  return [
    {
      name: 'log: ready entries -> durable tiles',
      unit: 'entries/s',
      value: rate(writeMs),
      floor,
      target: { kind: 'ratio', value: 0.4 },
    },
    {
      name: 'log: whole log verified',
      unit: 'entries/s',
      value: rate(verifyMs),
      floor,
      target: { kind: 'ratio', value: 0.5 },
    },
    {
      name: 'log: inclusion proof from tiles, p99',
      unit: 'ms',
      value: quantile(proofMs, 0.99),
      target: { kind: 'at-most', value: 1 },
      note: `p50 ${quantile(proofMs, 0.5).toFixed(2)} ms, first ${proofMs[0]!.toFixed(1)} ms, ${proofs} proofs, each with a tile that nobody read before;\n  as many levels of tiles as 10 million entries have`,
    },
  ];
};

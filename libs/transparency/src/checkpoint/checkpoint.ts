import { HASH_BYTES, treeSize, type Hash, type TreeSize } from '../merkle/hash.js';
import { decodeBase64, encodeBase64 } from '../notes/base64.js';
import { malformed } from '../notes/note-refused.js';

/** A tree at one size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** The log's name. */
  readonly origin: string;
  readonly size: TreeSize;
  readonly root: Hash;
  /** Lines behind the first three; this project writes none. */
  readonly extensions: readonly string[];
}

/** `origin\nsize\nbase64(root)\n` */
export function checkpointText({
  origin,
  size,
  root,
  extensions = [],
}: Omit<Checkpoint, 'extensions'> & {
  readonly extensions?: readonly string[];
}): string {
  return [origin, size, encodeBase64(root), ...extensions, ''].join('\n');
}

/** @throws NoteRefused malformed */
export function parseCheckpointText(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw malformed('a checkpoint ends in a newline');
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n');
  if (origin === undefined || size === undefined || root === undefined) {
    throw malformed('a checkpoint has three lines: the log, its size, its root');
  }
  if (origin === '' || extensions.includes('')) throw malformed('a checkpoint has no empty lines');
  const hash = decodeBase64(root);
  if (hash?.length !== HASH_BYTES)
    throw malformed(`the root ${JSON.stringify(root.slice(0, 80))} is not a hash in base64`);
  return { origin, size: parseSize(size), root: hash, extensions };
}

/** Decimal, without leading zeros. @throws NoteRefused malformed */
export function parseSize(text: string): TreeSize {
  const size = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(size)) throw malformed(`${JSON.stringify(text.slice(0, 80))} is not a size`);
  return treeSize(size);
}

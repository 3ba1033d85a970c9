import { sameHash, verifyConsistency, type OpenedCheckpoint, type TileNodes } from '@tallystick/transparency';
import { grouped } from '../output/numbers.js';
import { Tampered } from './verdict.js';

/** A checkpoint that the log has shown to somebody before. */
export interface EarlierCheckpoint {
  /** For people: `the checkpoint in old.checkpoint`. */
  readonly what: string;
  readonly checkpoint: OpenedCheckpoint;
}

/** Cheap, and first: an old state lacks files of which only this can say why. @throws Tampered */
export function mustNotShrink({ what, checkpoint: { size } }: EarlierCheckpoint, newest: OpenedCheckpoint): void {
  if (size <= newest.size) return;
  throw new Tampered(
    `the log ends after ${grouped(newest.size)} entries, but ${what} has ${grouped(size)}: entries from ${newest.size} on were dropped, or an old state of the log is shown`,
    { entry: newest.size },
  );
}

/**
 * Checks that the log goes on from there: nothing before it was changed, dropped, moved or inserted.
 * @param nodes of the log's tiles, found to hash to `newest`
 * @throws Tampered
 */
export async function mustContinue(
  { what, checkpoint: { size, root } }: EarlierCheckpoint,
  newest: OpenedCheckpoint,
  nodes: TileNodes,
): Promise<void> {
  if (size === newest.size && !sameHash(root, newest.root)) {
    throw new Tampered(
      `the log was rewritten and signed again, or shows different people different histories: ${what} has as many entries (${grouped(size)}), but others`,
    );
  }
  const proof = await nodes.consistencyProof(size, newest.size);
  if (!verifyConsistency({ oldSize: size, oldRoot: root, size: newest.size, root: newest.root, proof })) {
    throw new Tampered(
      `the log was rewritten and signed again, or shows different people different histories: its first ${grouped(size)} entries are not those of ${what}`,
    );
  }
}

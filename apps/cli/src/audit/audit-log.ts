import {
  CHECKPOINT_PATH,
  fsck,
  TileNodes,
  type LeafIndex,
  type OpenedCheckpoint,
  type VerifierKey,
} from '@tallystick/transparency';
import { mustContinue, mustNotShrink, type EarlierCheckpoint } from './earlier-checkpoint.js';
import { LedgerBeside } from './ledger-beside.js';
import type { LogSource } from './log-source.js';
import { shownCheckpoint } from './shown-checkpoint.js';
import { NotChecked } from './verdict.js';
import { vouching, type Vouching } from './vouching.js';

export interface Audit {
  readonly source: LogSource;
  readonly keys: readonly VerifierKey[];
  readonly witnesses?: readonly VerifierKey[];
  /** What the log has shown before. */
  readonly earlier?: readonly EarlierCheckpoint[];
  readonly onStart?: (checkpoint: OpenedCheckpoint) => void;
  readonly onProgress?: (entries: number) => void;
  /** Each entry once, in order; they are proven only when the audit resolves. */
  readonly onEntries?: (first: LeafIndex, entries: readonly Uint8Array[]) => Promise<void>;
}

export interface Audited {
  readonly checkpoint: OpenedCheckpoint;
  /** The signed note, as the log shows it. */
  readonly note: Uint8Array;
  readonly vouched: readonly Vouching[];
  /** The ledger beside the log holds the same. */
  readonly ledgerCompared: boolean;
}

/**
 * Checks a whole log: its checkpoint's signature, every entry and tile, that it goes on from what was seen before, that
 * witnesses vouch for it and, in a data folder, that the ledger holds the same.
 * @throws Tampered | LogFault | NoteRefused it is not sound; NotChecked | LogUnreachable nothing was shown
 */
export async function auditLog(audit: Audit): Promise<Audited> {
  const { source, keys, witnesses = [], earlier = [], onStart, onProgress, onEntries } = audit;
  const { files, ledgerDir } = source;
  const shown = await shownCheckpoint(files, CHECKPOINT_PATH, keys);
  if (shown === undefined) throw new NotChecked(`there is no checkpoint at ${files.place}${whereToLook(files.place)}`);
  const { checkpoint, note } = shown;
  const { vouched, earlier: cosigned } = await vouching(files, checkpoint, keys, witnesses);
  const before = [...earlier, ...cosigned];
  for (const one of before) mustNotShrink(one, checkpoint);
  onStart?.(checkpoint);
  const { size, root } = checkpoint;
  await using ledger = ledgerDir === undefined ? undefined : await LedgerBeside.open(ledgerDir);
  await fsck({
    files,
    size,
    root,
    ...(onProgress === undefined ? {} : { onProgress }),
    async onEntries(first, entries) {
      await ledger?.compare(first, entries);
      await onEntries?.(first, entries);
    },
  });
  ledger?.assertEqual();
  const nodes = new TileNodes(files);
  for (const one of before) await mustContinue(one, checkpoint, nodes);
  return { checkpoint, note, vouched, ledgerCompared: ledger !== undefined };
}

/** Most who ask in vain name the service. */
const whereToLook = (place: string): string =>
  /^https?:/.test(place) && !place.endsWith('/log') ? `; a ledger service shows its log at ${place}/log` : '';

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@tallystick/events';
import { openLmdbLedger, START, type NewEvent, type NonEmpty } from '@tallystick/ledger-store';
import {
  DurableFolder,
  EMPTY_ROOT,
  loadSigningKeys,
  logFolder,
  LogWriter,
  signCheckpoint,
  treeSize,
  type SigningKey,
} from '@tallystick/transparency';

export const ORIGIN = 'tallystick.local/ledger';

/** The actor of one made-up event: eight characters that nothing else in the ledger's file holds. */
export const actorOf = (index: number): string => `actor${String(index).padStart(5, '0')}`;

/** A data folder as a service leaves it: ledger, log, signing key. */
export interface DataFolder {
  readonly dir: string;
  readonly log: string;
  readonly key: SigningKey;
  /** The ledger's entries, in order. */
  readonly entries: readonly Buffer[];
}

export async function dataFolderOf(dir: string, count: number): Promise<DataFolder> {
  const [key] = await loadSigningKeys({ path: join(dir, 'keys', 'log.key'), name: ORIGIN });
  const entries = await filledLedger(join(dir, 'ledger'), count);
  const log = join(dir, 'log');
  await writeLog(log, entries, key);
  return { dir, log, key, entries };
}

async function filledLedger(dir: string, count: number): Promise<Buffer[]> {
  const ledger = await openLmdbLedger({ dir });
  try {
    const events = Array.from({ length: count }, (_, index): NewEvent => ({
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      type: 'UsageRecorded',
      data: canonicalJson({ actor: actorOf(index), tokens: { input: 1 + index } }),
      metadata: canonicalJson({ recordedAt: '2026-01-02T03:04:05Z', schema: 1 }),
    }));
    if (count > 0) await ledger.append('intake-http.0', events as unknown as NonEmpty<NewEvent>, 'no-stream');
    const { events: stored } = await ledger.readAll({ after: START, limit: count + 1 });
    return stored.map(({ entry }) => Buffer.from(entry));
  } finally {
    await ledger.close();
  }
}

/** Whoever holds the machine and its key can make any history a log: this makes one anew. */
export async function writeLog(dir: string, entries: readonly Uint8Array[], key: SigningKey): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  const folder = new DurableFolder(dir);
  const writer = await LogWriter.open(folder, logFolder(dir), { size: treeSize(0), root: EMPTY_ROOT });
  await writer.append(entries);
  await folder.put('checkpoint', signCheckpoint({ origin: key.verifier.name, ...(await writer.seal()) }, [key]));
}

/** Changes a file as root would, behind everybody's back. */
export async function tamper(path: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  const before = await readFile(path);
  const after = change(Buffer.from(before));
  if (before.equals(after)) throw new Error(`the attack did not change ${path}`);
  await writeFile(path, after);
}

/** Every place where `from` stands in a file becomes `to`, which is as long. */
export function replaced(bytes: Buffer, from: string, to: string): Buffer {
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at);
  return bytes;
}

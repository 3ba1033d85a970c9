import { tempDir } from '@tallystick/testing';
import { EMPTY_ROOT, treeSize } from '../merkle/hash.js';
import { DurableFolder } from '../tiles/durable-folder.js';
import type { LogFiles } from '../tiles/log-files.js';
import { logFolder } from '../tiles/log-folder.js';
import { LogWriter, type Tree } from '../tiles/log-writer.js';

export const EMPTY: Tree = { size: treeSize(0), root: EMPTY_ROOT };
export const entry = (index: number): Buffer => Buffer.from(`entry ${index}`);
export const entries = (from: number, to: number): Buffer[] =>
  Array.from({ length: to - from }, (_, i) => entry(from + i));

export interface WrittenLog extends AsyncDisposable {
  readonly dir: string;
  readonly files: LogFiles;
  readonly folder: DurableFolder;
  readonly writer: LogWriter;
}

/** A log of `entry 0`, `entry 1` ... in a folder of its own. */
export async function writtenLog(size: number): Promise<WrittenLog> {
  const dir = await tempDir('log');
  const folder = new DurableFolder(dir.path);
  const files = logFolder(dir.path);
  const writer = await LogWriter.open(folder, files, EMPTY);
  await writer.append(entries(0, size));
  return { dir: dir.path, files, folder, writer, [Symbol.asyncDispose]: () => dir.remove() };
}

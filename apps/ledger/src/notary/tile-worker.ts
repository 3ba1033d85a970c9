/**
 * Hashes leaves and writes tiles in a thread of its own, so that the intake's event loop pays for neither.
 * Imports only the log's library: Node also runs this file straight from the sources (type stripping) in tests.
 */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { DurableFolder, LogFault, logFolder, LogWriter, type FaultKind, type Tree } from '@tallystick/transparency';

export type TileRequest = { readonly id: number } & (
  | { readonly do: 'open'; readonly dir: string; readonly tree: Tree }
  /** Entries behind each other, and where each ends. */
  | { readonly do: 'append'; readonly bytes: Uint8Array; readonly ends: Uint32Array }
  | { readonly do: 'seal' }
  | { readonly do: 'tidy' }
);
export interface TileFailure {
  readonly message: string;
  readonly code?: string | undefined;
  readonly fault?: { readonly kind: FaultKind; readonly path: string; readonly entry: number | undefined };
}
export type TileReply = { readonly id: number } & (
  { readonly ok: true; readonly tree: Tree | undefined } | { readonly ok: false; readonly failure: TileFailure }
);

const port = parentPort;
if (port === null) throw new Error('tile-worker runs as a worker thread only');
// The intake goes first where both want a processor. Elsewhere than on Linux this would be said of the whole process.
if (process.platform === 'linux') setPriority(5);
let writer: LogWriter | undefined;

async function answer(request: TileRequest): Promise<Tree | undefined> {
  if (request.do === 'open') {
    writer = await LogWriter.open(new DurableFolder(request.dir), logFolder(request.dir), request.tree);
    return undefined;
  }
  if (writer === undefined) throw new Error('the log is not open');
  if (request.do === 'seal') return writer.seal();
  if (request.do === 'tidy') await writer.tidy();
  else await writer.append(cut(request.bytes, request.ends));
  return undefined;
}

function cut(bytes: Uint8Array, ends: Uint32Array): Uint8Array[] {
  let start = 0;
  return Array.from(ends, (end) => {
    const entry = bytes.subarray(start, end);
    start = end;
    return entry;
  });
}

function failureOf(error: unknown): TileFailure {
  const { message, code } = error as NodeJS.ErrnoException;
  if (!(error instanceof LogFault)) return { message, code };
  return { message, fault: { kind: error.kind, path: error.path, entry: error.entry } };
}

let last = Promise.resolve();
port.on('message', (request: TileRequest) => {
  last = last.then(async () => {
    try {
      const tree = await answer(request);
      port.postMessage({ id: request.id, ok: true, tree } satisfies TileReply);
    } catch (error) {
      port.postMessage({ id: request.id, ok: false, failure: failureOf(error) } satisfies TileReply);
    }
  });
});

/**
 * Owns PGlite in a thread of its own, so that a statement of 100 ms never holds up the process's event loop.
 * Imports nothing of ours: Node also runs this file straight from the sources (type stripping) in tests.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';

export interface WorkerStart {
  readonly dir: string;
}
export type WorkerRequest =
  | { readonly id: number; readonly do: 'query'; readonly text: string; readonly params: readonly unknown[] }
  | { readonly id: number; readonly do: 'run'; readonly text: string }
  | { readonly id: number; readonly do: 'copy'; readonly target: string; readonly lines: string }
  | { readonly id: number; readonly do: 'close' };
export type WorkerReply =
  | { readonly id: number; readonly ok: true; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly code: string };

const port = parentPort;
if (port === null) throw new Error('pglite-worker runs as a worker thread only');
const { dir } = workerData as WorkerStart;
// V8 compiles PostgreSQL's hot functions anew, faster ones, as they turn out to be hot: up to 600 MB for one of them. One
// at a time takes 200 MB less at the worst moment, and no longer.
setFlagsFromString('--wasm-num-compilation-tasks=1');
/** The tables can be folded anew from the ledger, so nothing waits for the disk. */
const opening = PGlite.create(dir, { relaxedDurability: true });
opening.catch(() => undefined);

async function answer(request: WorkerRequest): Promise<readonly unknown[]> {
  const db = await opening;
  switch (request.do) {
    case 'query':
      return (await db.query(request.text, [...request.params])).rows;
    case 'run':
      await db.exec(request.text);
      return [];
    case 'copy':
      await db.query(`copy ${request.target} from '/dev/blob'`, [], { blob: new Blob([request.lines]) });
      return [];
    case 'close':
      await db.close();
      return [];
  }
}

port.on('message', (request: WorkerRequest) => {
  answer(request).then(
    (rows) => port.postMessage({ id: request.id, ok: true, rows } satisfies WorkerReply),
    (error: unknown) => {
      const { message, code } = error as { message?: string; code?: string };
      port.postMessage({
        id: request.id,
        ok: false,
        message: message ?? String(error),
        code: code ?? '',
      } satisfies WorkerReply);
    },
  );
});

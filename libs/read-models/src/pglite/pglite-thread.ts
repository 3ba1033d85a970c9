import { Worker } from 'node:worker_threads';
import { SqlError } from '../sql/sql-store.js';
import type { WorkerReply, WorkerRequest, WorkerStart } from './pglite-worker.js';

type Ask = WorkerRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

/** Talks to the thread that owns PGlite. Answers come in the order of the requests. */
export class PgliteThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, PromiseWithResolvers<readonly unknown[]>>();
  private nextId = 0;
  private dead: Error | undefined;

  constructor(start: WorkerStart) {
    const file = import.meta.url.endsWith('.ts') ? './pglite-worker.ts' : './pglite-worker.js';
    this.worker = new Worker(new URL(file, import.meta.url), { workerData: start, execArgv: [] });
    this.worker.on('message', (reply: WorkerReply) => this.settle(reply));
    this.worker.on('error', (error) => this.fail(error as Error));
    this.worker.on('exit', (code) => this.fail(new Error(`the PGlite thread ended with code ${code}`)));
  }

  async ask(request: Ask): Promise<readonly unknown[]> {
    if (this.dead !== undefined) throw this.dead;
    const id = this.nextId++;
    const reply = Promise.withResolvers<readonly unknown[]>();
    this.waiting.set(id, reply);
    this.worker.postMessage({ ...request, id });
    return reply.promise;
  }

  get isDead(): boolean {
    return this.dead !== undefined;
  }

  async close(): Promise<void> {
    await this.ask({ do: 'close' });
    await this.terminate();
  }

  async terminate(): Promise<void> {
    await this.worker.terminate();
  }

  private settle(reply: WorkerReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.rows);
    else waiting?.reject(new SqlError(reply.message, reply.code));
  }

  private fail(error: Error): void {
    this.dead ??= error;
    for (const waiting of this.waiting.values()) waiting.reject(this.dead);
    this.waiting.clear();
  }
}

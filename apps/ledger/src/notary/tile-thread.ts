import { Worker } from 'node:worker_threads';
import { LogFault, type Tree } from '@tallystick/transparency';
import type { TileFailure, TileReply, TileRequest } from './tile-worker.js';

type Ask = TileRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

/** The thread that writes one log's tiles. After an error it is of no more use: start another one. */
export class TileThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, PromiseWithResolvers<Tree | undefined>>();
  private nextId = 0;
  private dead: Error | undefined;

  private constructor() {
    const file = import.meta.url.endsWith('.ts') ? './tile-worker.ts' : './tile-worker.js';
    this.worker = new Worker(new URL(file, import.meta.url), { execArgv: [] });
    this.worker.on('message', (reply: TileReply) => this.settle(reply));
    this.worker.on('error', (error) => this.fail(error as Error));
    this.worker.on('exit', (code) => this.fail(new Error(`the thread that writes tiles ended with code ${code}`)));
  }

  /**
   * Goes on behind `tree`, after proving from the right edge's tiles that the folder holds it.
   * @throws LogFault it does not
   */
  static async open(dir: string, tree: Tree): Promise<TileThread> {
    const thread = new TileThread();
    try {
      await thread.ask({ do: 'open', dir, tree });
      return thread;
    } catch (error) {
      await thread.close();
      throw error;
    }
  }

  /** Resolves when the entries are hashed; nothing is durable before `seal`. */
  async append(entries: readonly Uint8Array[]): Promise<void> {
    const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + entry.length, 0));
    const ends = new Uint32Array(entries.length);
    let at = 0;
    entries.forEach((entry, i) => {
      bytes.set(entry, at);
      at += entry.length;
      ends[i] = at;
    });
    await this.ask({ do: 'append', bytes, ends }, [bytes.buffer, ends.buffer]);
  }

  /** Makes every tile durable: only then may the tree's checkpoint be published. */
  async seal(): Promise<Tree> {
    return (await this.ask({ do: 'seal' })) as Tree;
  }

  /** Removes partial tiles that full ones took the place of; after publishing. */
  async tidy(): Promise<void> {
    await this.ask({ do: 'tidy' });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(request: Ask, transfer: readonly ArrayBuffer[] = []): Promise<Tree | undefined> {
    if (this.dead !== undefined) return Promise.reject(this.dead);
    const id = this.nextId++;
    const reply = Promise.withResolvers<Tree | undefined>();
    this.waiting.set(id, reply);
    this.worker.postMessage({ ...request, id }, transfer);
    return reply.promise;
  }

  private settle(reply: TileReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.tree);
    else waiting?.reject(errorOf(reply.failure));
  }

  private fail(error: Error): void {
    this.dead ??= error;
    for (const waiting of this.waiting.values()) waiting.reject(this.dead);
    this.waiting.clear();
  }
}

function errorOf({ message, code, fault }: TileFailure): Error {
  if (fault !== undefined) return new LogFault(fault.kind, fault.path, message, fault.entry);
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

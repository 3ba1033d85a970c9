import { randomUUID } from 'node:crypto';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { LedgerUnavailable, OutcomeUnknown } from '../port/ledger-errors.js';
import type { ExpectedRevision, NewEvent } from '../port/ledger-store.js';
import { appendRequest, correlationOf, outcomeOf, type StoredAppend } from './append-messages.js';
import { openBatchAppend, type BatchAppendCall, type BatchAppendResp } from './server-messages.js';
import type { EventStoreLimits } from './store-limits.js';

interface WaitingAppend {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly bytes: number;
  readonly resolve: (stored: StoredAppend) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

/**
 * The appends of one connection: many wait on one call at once, each for the answer that carries its own id. When the
 * call breaks, exactly those that wait on it have an unknown outcome.
 */
export class AppendStream {
  private readonly waiting = new Map<string, WaitingAppend>();
  private waitingBytes = 0;
  private broken: Error | undefined;

  private constructor(
    private readonly call: BatchAppendCall,
    private readonly limits: EventStoreLimits,
    private readonly onBroken: (error: Error) => void,
  ) {
    call.on('data', (answer: BatchAppendResp) => this.settle(answer));
    call.on('error', (error: Error) => this.break(error));
    call.on('end', () => this.break(new Error('the server ended the append call')));
  }

  static async open(
    client: EventStoreDBClient,
    limits: EventStoreLimits,
    onBroken: (error: Error) => void,
  ): Promise<AppendStream> {
    return new AppendStream(await openBatchAppend(client), limits, onBroken);
  }

  /**
   * @param bytes of the events, for the bound on what waits
   * @throws WrongExpectedRevision | OutcomeUnknown | LedgerUnavailable | AppendTooLarge as the port says
   */
  append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    bytes: number,
  ): Promise<StoredAppend> {
    this.assertRoom(bytes);
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => this.giveUp(id), this.limits.appendDeadlineMs);
      this.waiting.set(id, { stream, expected, bytes, resolve, reject, deadline });
      this.waitingBytes += bytes;
      this.call.write(appendRequest(id, stream, events, expected, this.limits.appendDeadlineMs));
    });
  }

  /** Nothing was written yet: whoever is refused here knows that nothing is stored. */
  private assertRoom(bytes: number): void {
    if (this.broken !== undefined) throw new LedgerUnavailable(`EventStoreDB: ${this.broken.message}`);
    const { maxWaitingAppends, maxWaitingBytes } = this.limits;
    if (this.waiting.size < maxWaitingAppends && this.waitingBytes + bytes <= maxWaitingBytes) return;
    throw new LedgerUnavailable(
      `EventStoreDB: ${this.waiting.size} appends of ${this.waitingBytes} bytes wait for an answer already: try again later`,
    );
  }

  /** An answer that nobody waits for any more came after its deadline: its outcome was told as unknown. */
  private settle(answer: BatchAppendResp): void {
    const append = this.take(correlationOf(answer));
    if (append === undefined) return;
    try {
      append.resolve(outcomeOf(answer, append));
    } catch (error) {
      append.reject(error as Error);
    }
  }

  private giveUp(id: string): void {
    const append = this.take(id);
    const error = new OutcomeUnknown(`EventStoreDB gave no answer within ${this.limits.appendDeadlineMs} ms`);
    append?.reject(error);
    this.onBroken(error);
  }

  private break(error: Error): void {
    this.broken ??= error;
    for (const id of [...this.waiting.keys()]) {
      this.take(id)?.reject(
        new OutcomeUnknown(`EventStoreDB: the connection broke: ${error.message}`, { cause: error }),
      );
    }
    this.onBroken(error);
  }

  private take(id: string): WaitingAppend | undefined {
    const append = this.waiting.get(id);
    if (append === undefined) return undefined;
    this.waiting.delete(id);
    this.waitingBytes -= append.bytes;
    clearTimeout(append.deadline);
    return append;
  }
}

import { ViewsOfHour } from '@tallystick/domain';
import {
  accessStream,
  canonicalDecision,
  DATA_VIEWED,
  decisionMetadata,
  parseDataViewed,
  type DataViewedData,
} from '@tallystick/events';
import {
  LedgerUnavailable,
  StreamWriter,
  WrongExpectedRevision,
  type LedgerStore,
  type NewEvent,
  type NonEmpty,
} from '@tallystick/ledger-store';
import { randomUUID } from 'node:crypto';
import { viewsOnRecord } from './views-on-record.js';

/** Views that may wait for an append; more are refused. */
const MAX_WAITING = 1_000;
const MAX_EVENTS_PER_APPEND = 100;
/** How often somebody else may write to the stream in between: a process of the same name that is going down. */
const MAX_REVISION_RETRIES = 5;

export interface AccessRecorderParts {
  readonly store: LedgerStore;
  /** Names this process's streams: no other process has it at the same time. */
  readonly instance: string;
  readonly clock?: () => number;
}

interface Waiting {
  readonly view: DataViewedData;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Puts on record who looks at whom, before they see anything: `DataViewed`, once per viewer, person, purpose and hour.
 * One append at a time; views that come meanwhile share the next one.
 */
export class AccessRecorder {
  readonly #store: LedgerStore;
  readonly #instance: string;
  readonly #clock: () => number;
  readonly #views = new ViewsOfHour();
  readonly #waiting: Waiting[] = [];
  #writer: StreamWriter | undefined;
  #running = false;

  constructor({ store, instance, clock = Date.now }: AccessRecorderParts) {
    this.#store = store;
    this.#instance = instance;
    this.#clock = clock;
    this.#streamAt(clock()); // throws where no stream can have this name
  }

  /**
   * Resolves when the view stands in the ledger, durable. Nothing may be answered before, nor when it rejects.
   * @throws LedgerUnavailable it is not known to be on record: answer 503 `ledger-unavailable`
   * @throws MalformedLedgerEvent a programmer's error: no such view may stand in the ledger
   */
  async record(view: DataViewedData): Promise<void> {
    parseDataViewed({ stream: this.#streamAt(this.#clock()), type: DATA_VIEWED, data: { ...view } });
    if (!this.#views.isNew(view, this.#clock())) return;
    if (this.#waiting.length >= MAX_WAITING) throw new LedgerUnavailable('too many views wait to be put on record');
    const done = new Promise<void>((resolve, reject) => this.#waiting.push({ view, resolve, reject }));
    if (!this.#running) void this.#run();
    return done;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_EVENTS_PER_APPEND);
      try {
        await this.#append(batch.map(({ view }) => view));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = false;
  }

  async #append(views: readonly DataViewedData[]): Promise<void> {
    for (let attempt = 0; attempt <= MAX_REVISION_RETRIES; attempt++) {
      const nowMs = this.#clock();
      const writer = await this.#writerAt(nowMs);
      const fresh = this.#freshOf(views, nowMs);
      const [first, ...rest] = fresh.map((view) => newEvent(view, nowMs));
      if (first === undefined) return;
      try {
        await writer.append([first, ...rest] satisfies NonEmpty<NewEvent>);
        for (const view of fresh) this.#views.add(view, nowMs);
        return;
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision)) throw error;
      }
    }
    throw new LedgerUnavailable(`others write to the access stream of "${this.#instance}" all the time`);
  }

  /** Stands at the end of the day's stream, and knows what was put on record there in the present hour. */
  async #writerAt(nowMs: number): Promise<StreamWriter> {
    const stream = this.#streamAt(nowMs);
    if (this.#writer?.stream === stream && !this.#writer.inDoubt) return this.#writer;
    const writer = new StreamWriter(this.#store, stream);
    await writer.open();
    for (const view of await viewsOnRecord(this.#store, stream, nowMs)) this.#views.add(view, nowMs);
    this.#writer = writer;
    return writer;
  }

  #streamAt(nowMs: number): string {
    return accessStream(new Date(nowMs), this.#instance);
  }

  /** The views that are not yet on record, each once. */
  #freshOf(views: readonly DataViewedData[], nowMs: number): DataViewedData[] {
    const batch = new ViewsOfHour();
    return views.filter((view) => {
      const fresh = this.#views.isNew(view, nowMs) && batch.isNew(view, nowMs);
      batch.add(view, nowMs);
      return fresh;
    });
  }
}

function newEvent(view: DataViewedData, nowMs: number): NewEvent {
  const { viewer, whose, what, purpose } = view;
  return {
    id: randomUUID(),
    type: DATA_VIEWED,
    data: canonicalDecision({ data: { viewer, whose, what, purpose } }),
    metadata: decisionMetadata(new Date(nowMs).toISOString()),
  };
}

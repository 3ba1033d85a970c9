import {
  LedgerUnavailable,
  OutcomeUnknown,
  type Appended,
  type ExpectedRevision,
  type LedgerEvent,
  type LedgerPage,
  type LedgerStore,
  type NewEvent,
  type NonEmpty,
  type Position,
} from '@tallystick/ledger-store';
import type { Life } from '../world/life.js';
import type { World } from '../world/world.js';

/** A late or slow append arrives within this. */
const LATEST_APPEND_MS = 20_000;

/** One process's connection to the ledger's server. */
export class SimulatedLedger implements LedgerStore {
  readonly #server: LedgerStore;
  readonly #wakes = new Set<() => void>();

  constructor(
    private readonly world: World,
    private readonly life: Life,
  ) {
    this.#server = world.ledger;
  }

  get ledgerId(): string {
    return this.#server.ledgerId;
  }

  get maxAppendBytes(): number {
    return this.#server.maxAppendBytes;
  }

  append(stream: string, events: NonEmpty<NewEvent>, expected: ExpectedRevision): Promise<Appended> {
    const { faults, scheduler, random } = this.world;
    const what = `append ${events.length} to ${stream} after ${expected}`;
    const store = (): Promise<Appended> => this.#server.append(stream, events, expected);
    const storeUnheard = (): Promise<void> => store().then(ignore, ignore);
    if (faults.strikes('append refused')) return this.#fail(what, new LedgerUnavailable('refused'));
    if (faults.strikes('append unknown, not stored')) return this.#fail(what, new OutcomeUnknown('request lost'));
    if (faults.strikes('append unknown, stored')) {
      return this.#fail(what, new OutcomeUnknown('answer lost'), storeUnheard);
    }
    if (faults.strikes('append unknown, stored later')) {
      const arrivesAt = scheduler.nowMs + random.integer(0, LATEST_APPEND_MS);
      scheduler.postAt(scheduler.network, arrivesAt, `${what} arrives late`, storeUnheard);
      return this.#fail(what, new OutcomeUnknown('no answer in time'));
    }
    const answer = (): Promise<Appended> => this.#ask(what, async () => this.#told(await store()));
    if (!faults.strikes('append slow')) return answer();
    return scheduler.sleep(this.life, random.integer(0, LATEST_APPEND_MS)).then(answer);
  }

  async *readStream(...[stream, options]: Parameters<LedgerStore['readStream']>): AsyncIterable<LedgerEvent> {
    const what = `read ${options.direction} from ${options.from} of ${stream}`;
    yield* await this.#read(what, () => collected(this.#server.readStream(stream, options)));
  }

  readAll(options: { readonly after: Position; readonly limit: number }): Promise<LedgerPage> {
    return this.#read(`read all after ${options.after}`, () => this.#server.readAll(options));
  }

  eventAt(position: Position): ReturnType<LedgerStore['eventAt']> {
    return this.#read(`read at ${position}`, () => this.#server.eventAt(position));
  }

  tail(): Promise<Position> {
    return this.#read('tail', () => this.#server.tail());
  }

  /** Never from within somebody's append: a hint is late, and may be lost. */
  onAppended(wake: () => void): () => void {
    this.#wakes.add(wake);
    return this.#server.onAppended(() => {
      if (!this.world.faults.strikes('wake-up lost')) this.world.scheduler.post(this.life, 'hears of an append', wake);
    });
  }

  /** What the next append would do. */
  remind(): void {
    for (const wake of this.#wakes) this.world.scheduler.post(this.life, 'hears of an append', wake);
  }

  /** Not every store knows as much as the one behind this. */
  #told({ firstRevision, lastRevision, positions, previousTail }: Appended): Appended {
    const { appendTells } = this.world.plan;
    return {
      firstRevision,
      lastRevision,
      ...(appendTells !== 'revisions' && positions !== undefined && { positions }),
      ...(appendTells === 'everything' && previousTail !== undefined && { previousTail }),
    };
  }

  /** The server goes on. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  #read<T>(what: string, effect: () => Promise<T>): Promise<T> {
    if (this.world.faults.strikes('read fails')) return this.#fail(what, new LedgerUnavailable('cannot read'));
    return this.#ask(what, effect);
  }

  #fail<T>(what: string, error: Error, before: () => Promise<void> = () => Promise.resolve()): Promise<T> {
    return this.#ask(`${what}: ${error.message}`, async () => {
      await before();
      throw error;
    });
  }

  #ask<T>(what: string, effect: () => Promise<T>): Promise<T> {
    return this.world.scheduler.call(this.life, what, () => {
      if (this.world.ledgerDown) throw new LedgerUnavailable('the ledger is down');
      return effect();
    });
  }
}

async function collected(events: AsyncIterable<LedgerEvent>): Promise<LedgerEvent[]> {
  const all: LedgerEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** Nobody hears the answer. */
const ignore = (): void => undefined;

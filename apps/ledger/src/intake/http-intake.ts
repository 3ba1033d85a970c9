import { LedgerUnavailable, StreamWriter, WrongExpectedRevision, type Position } from '@tallystick/ledger-store';
import type { BatchPlan } from './decide-batch.js';
import { IntakeFull, PartlyRecorded } from './intake-errors.js';
import type { IntakeLane, LaneResult } from './intake-lane.js';
import { heldBytes, prepareUsage, type PreparedUsage } from './prepared-usage.js';
import type { IntakeAnswer, IntakeItem, UsageIntake } from './usage-intake.js';

/** One request that waits for the lane. `answers[i]` is undefined until item i is answered for. */
interface WaitingRequest {
  readonly items: readonly PreparedUsage[];
  readonly bytes: number;
  readonly answers: (IntakeAnswer | undefined)[];
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/** One item of a request in a shared turn. */
interface Place {
  readonly request: WaitingRequest;
  readonly at: number;
}

/**
 * HTTP's way into the lane. Requests that wait while another append is under way are joined into one (group commit).
 * The stream is this instance's own; should another process use the same instance name, expected revisions tell.
 */
export class HttpIntake implements UsageIntake {
  readonly #writer: StreamWriter;
  readonly #waiting: WaitingRequest[] = [];
  #waitingEvents = 0;
  #waitingBytes = 0;
  #turnAsked = false;
  /** Turns in a row that failed. */
  #failures = 0;
  #recovering = false;

  constructor(
    private readonly lane: IntakeLane,
    instance: string,
  ) {
    this.#writer = new StreamWriter(lane.store, `intake-http.${instance}`);
  }

  async takeHttp(items: readonly IntakeItem[], bodyBytes = 0): Promise<readonly IntakeAnswer[]> {
    if (items.length === 0) return [];
    const bytes = heldBytes(items.length, bodyBytes);
    this.#refuseWhenFull(items.length, bytes);
    this.#waitingEvents += items.length;
    this.#waitingBytes += bytes;
    try {
      const prepared = items.map((item) => prepareUsage(item.event));
      return await new Promise<readonly IntakeAnswer[]>((resolve, reject) => {
        const answers = new Array<IntakeAnswer | undefined>(items.length).fill(undefined);
        const done = (): void => resolve(answers as IntakeAnswer[]);
        this.#waiting.push({ items: prepared, bytes, answers, done, failed: reject });
        this.#askForTurn();
      });
    } finally {
      this.#waitingEvents -= items.length;
      this.#waitingBytes -= bytes;
    }
  }

  #refuseWhenFull(events: number, bytes: number): void {
    const { maxWaitingEvents, maxWaitingBytes, retryAfterMs } = this.lane.limits;
    if (this.#waitingEvents === 0) return; // a request alone is never too large: HTTP bounds its size
    if (this.#waitingEvents + events > maxWaitingEvents || this.#waitingBytes + bytes > maxWaitingBytes) {
      throw new IntakeFull(this.#waitingEvents, this.#waitingBytes, retryAfterMs);
    }
  }

  #askForTurn(): void {
    if (this.#turnAsked) return;
    this.#turnAsked = true;
    void this.lane.run(() => this.#turn());
  }

  /** Answers a group of requests, or fails them; never rejects. */
  async #turn(): Promise<void> {
    const group = this.#nextGroup();
    this.#turnAsked = false;
    if (this.#waiting.length > 0) this.#askForTurn();
    const failure = await this.#record(group.flatMap((request) => request.items.map((_, at) => ({ request, at }))));
    for (const request of group) settle(request, failure);
    this.lane.observer.paused('http', failure === undefined ? null : failure.message);
    this.#failures = failure === undefined ? 0 : this.#failures + 1;
    if (failure !== undefined && !this.#recovering) void this.#recover();
  }

  /**
   * Readiness says no after a failure, and then nobody sends: so the next request cannot be what finds out that the
   * ledger is back. It is asked from here until it answers; should recording fail again, later each time.
   */
  async #recover(): Promise<void> {
    const { pace, stopping, observer, limits } = this.lane;
    this.#recovering = true;
    while (!stopping.aborted) {
      const ceiling = Math.min(limits.retryAfterMs * 2 ** (this.#failures - 1), limits.maxRecoveryMs);
      await pace.sleep(ceiling * (0.5 + pace.random() / 2), stopping).catch(() => undefined); // stopped
      if (this.#failures === 0 || stopping.aborted) break;
      try {
        await this.lane.run(() => this.lane.reach(this.#writer));
        observer.paused('http', null);
        break;
      } catch (error) {
        observer.paused('http', (error as Error).message);
      }
    }
    this.#recovering = false;
  }

  #nextGroup(): WaitingRequest[] {
    const group: WaitingRequest[] = [];
    let events = 0;
    while (this.#waiting.length > 0) {
      const next = this.#waiting[0]!;
      if (group.length > 0 && events + next.items.length > this.lane.limits.maxTurnEvents) break;
      group.push(this.#waiting.shift()!);
      events += next.items.length;
    }
    return group;
  }

  /** Records what it can; returns why the rest could not be. */
  async #record(places: readonly Place[]): Promise<Error | undefined> {
    let open = places;
    for (let attempt = 0; ; attempt++) {
      try {
        if (this.#writer.inDoubt) await this.lane.openWriter(this.#writer);
        const plan = await this.lane.decide(open.map(({ request, at }) => request.items[at]!));
        const result = await this.lane.carryOut(plan, this.#writer);
        open = this.#answer(open, result);
        if (result.failure === undefined) return undefined;
        throw result.failure;
      } catch (error) {
        const failure = error as Error;
        if (!(failure instanceof WrongExpectedRevision)) return failure;
        if (attempt === this.lane.limits.maxRevisionRetries) {
          return new LedgerUnavailable(`another process appends to ${this.#writer.stream} all the time`, {
            cause: failure,
          });
        }
      }
    }
  }

  /** Writes the answers that the result allows; returns the places still open. */
  #answer(places: readonly Place[], { plan, positions }: LaneResult): Place[] {
    const open: Place[] = [];
    const counts = { recorded: 0, duplicate: 0, conflict: 0 };
    places.forEach((place, item) => {
      const answer = answerOf(plan, item, positions);
      if (answer === undefined) {
        open.push(place);
        return;
      }
      counts[answer.status]++;
      place.request.answers[place.at] = answer;
    });
    if (counts.recorded > 0) this.lane.observer.recorded('http', counts.recorded);
    if (counts.duplicate > 0) this.lane.observer.duplicates('http', counts.duplicate);
    if (counts.conflict > 0) this.lane.observer.conflicts('http', counts.conflict);
    return open;
  }
}

function answerOf(plan: BatchPlan, item: number, positions: readonly Position[]): IntakeAnswer | undefined {
  const write = plan.writeOf[item]!;
  const position = write === -1 ? plan.knownAt.get(item) : positions[write];
  switch (plan.verdicts[item]!) {
    case 'record':
      return position === undefined ? undefined : { status: 'recorded', position };
    case 'duplicate':
      return position === undefined ? undefined : { status: 'duplicate', position };
    case 'conflict':
    case 'known-conflict':
      // Answered for only when the claim stands in the ledger.
      return write !== -1 && position === undefined ? undefined : { status: 'conflict', detail: conflictDetail };
  }
}

const conflictDetail = 'an event with this source and id, but other content, is already recorded; the first one counts';

function settle(request: WaitingRequest, failure: Error | undefined): void {
  if (failure === undefined || request.answers.every((answer) => answer !== undefined)) request.done();
  else if (request.answers.some((answer) => answer?.status === 'recorded')) {
    request.failed(new PartlyRecorded(request.answers, failure));
  } else request.failed(failure);
}

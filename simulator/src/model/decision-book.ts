import type { LedgerView, StandingDecision } from './ledger-view.js';
import { Violation } from './violation.js';

/** What somebody wants to be decided about a usage event. */
export interface DecisionRequest {
  /** Unlike any other request's: by it the model finds the decision again. */
  readonly reason: string;
  readonly key: string;
  readonly identity: number;
  /** undefined: a void. */
  readonly content: number | undefined;
  /** Sent again with the same key, it must be taken once. */
  readonly idempotencyKey: string | undefined;
}

/** What the book looks at. */
interface Seen {
  readonly ledger: LedgerView;
  /** Keys that every index knew at the last rest. */
  readonly sealed: ReadonlySet<string>;
  look(): Promise<void>;
}

/** Knows what was asked to be decided, and what was answered. */
export class DecisionBook {
  readonly #requests = new Map<string, DecisionRequest>();

  constructor(private readonly seen: Seen) {}

  ask(request: DecisionRequest): void {
    this.#requests.set(request.reason, request);
  }

  /** @throws Violation the decision does not stand where it is said to */
  async taken({ reason }: DecisionRequest, position: bigint): Promise<void> {
    await this.seen.look();
    const there = this.seen.ledger.decisions.find((decision) => decision.position === position);
    if (there?.reason === reason) return;
    throw new Violation('answers are true', `${reason} is said to stand at ${position}, where it does not`);
  }

  /** @throws Violation the refusal's reason is not in the ledger */
  async refused({ reason, key, content }: DecisionRequest, code: string): Promise<void> {
    await this.seen.look();
    const { ledger, sealed } = this.seen;
    const decisions = ledger.decisions.filter((decision) => decision.key === key);
    const contents = [ledger.firstOf(key)?.content, ...decisions.map((decision) => decision.content)];
    const caused: Readonly<Record<string, boolean>> = {
      'not-found': !sealed.has(key),
      'already-voided': decisions.some(({ kind }) => kind === 'voided'),
      'not-a-change': content !== undefined && contents.includes(content),
    };
    if (caused[code] !== true)
      throw new Violation('answers are true', `${reason} is refused as ${code} without a cause`);
  }

  /** Every decision follows from those before it. @throws Violation */
  check(): void {
    const times = new Map<string, number>();
    for (const { reason, key, kind, content, position } of this.seen.ledger.decisions) {
      const request = this.#requests.get(reason);
      if (request?.key !== key || request.content !== content || (kind === 'voided') !== (content === undefined)) {
        throw new Violation('decisions follow one another', `nobody asked for what stands at ${position}`);
      }
      const count = (times.get(reason) ?? 0) + 1;
      times.set(reason, count);
      if (count > 1 && request.idempotencyKey !== undefined) {
        throw new Violation('decisions follow one another', `${reason} was taken again at ${position}`);
      }
    }
    const byKey = Map.groupBy(this.seen.ledger.decisions, ({ key }) => key);
    for (const [key, decisions] of byKey) this.#checkOrder(key, decisions);
  }

  #checkOrder(key: string, decisions: readonly StandingDecision[]): void {
    const first = this.seen.ledger.firstOf(key);
    let content = first?.content;
    let voided = false;
    for (const decision of decisions) {
      const follows =
        first !== undefined && first.position < decision.position && !voided && decision.content !== content;
      if (!follows) {
        const detail = `the decision at ${decision.position} about ${key} does not follow from those before it`;
        throw new Violation('decisions follow one another', detail);
      }
      voided = decision.kind === 'voided';
      content = decision.content;
    }
  }
}

import type { IntakeAnswer } from '@tallystick/ledger/intake';
import { keyOf, type Usage } from '../history/usage.js';
import type { World } from '../world/world.js';
import { DecisionBook } from './decision-book.js';
import { DeadLetterView, placeOf } from './dead-letter-view.js';
import { LedgerView } from './ledger-view.js';
import { Violation } from './violation.js';

/** A record that was produced to Kafka. */
export interface Produced {
  readonly partition: number;
  readonly offset: bigint;
  readonly place: string;
  /** undefined: garbage, with the code that it must get. */
  readonly usage: Usage | undefined;
  readonly code: string;
}

export const claimOf = (key: string, content: number): string => `${key} ${content}`;

/**
 * Knows what was produced and what was answered, and nothing of how the intake works. Reads the ledger, the dead letters
 * and the commits with its own eyes.
 */
export class Model {
  ledger: LedgerView;
  readonly deadLetters: DeadLetterView;
  readonly decisions = new DecisionBook(this);
  /** Everything that anybody ever claimed, answered or not. */
  readonly claims = new Set<string>();
  /** All of Kafka that the ledger must answer for. */
  produced: Produced[] = [];
  /** Also what is no longer in Kafka. */
  readonly everProduced = new Map<string, Produced>();
  /** Identities by place in a topic that was deleted. */
  readonly #deleted = new Set<string>();
  /** What was answered for stays so: nothing is ever taken out of the ledger or the dead letters. */
  #wasAnswered = new Set<Produced>();
  /** Keys and conflicts that every index knew at the last rest. */
  sealed = new Set<string>();
  sealedUpTo = 0n;

  constructor(private readonly world: World) {
    this.ledger = new LedgerView(world.ledger);
    this.deadLetters = new DeadLetterView(world.broker);
  }

  produce(partition: number, offset: bigint, value: Buffer | null, usage: Usage | undefined, code: string): void {
    const record = { partition, offset, place: placeOf(partition, offset, value), usage, code };
    this.produced.push(record);
    this.everProduced.set(record.place, record);
    if (usage !== undefined) this.claim(usage);
  }

  /** Somebody set out to report this. */
  claim({ identity, content }: Usage): void {
    this.claims.add(claimOf(keyOf(identity), content));
  }

  /** A client got an answer: it must be true at this moment. @throws Violation */
  async answered(usage: Usage, answer: IntakeAnswer): Promise<void> {
    await this.ledger.refresh();
    const key = keyOf(usage.identity);
    if (answer.status === 'conflict') {
      const onRecord = this.ledger.of(key).some(({ content }) => content === usage.content);
      const other = this.ledger.of(key).some(({ kind, content }) => kind === 'recorded' && content !== usage.content);
      if (!onRecord || !other) throw new Violation('answers are true', `a conflict of ${key} is not on record`);
      return;
    }
    const there = this.ledger.at(answer.position);
    if (there?.key === key && there.content === usage.content && there.kind === 'recorded') return;
    throw new Violation('answers are true', `${answer.status} ${key} at ${answer.position}, where it does not stand`);
  }

  /** Everything below a commit must be answered for at this moment. @throws Violation */
  async committed(partition: number, offset: bigint): Promise<void> {
    await this.look();
    for (const record of this.produced) {
      if (record.partition !== partition || record.offset >= offset || this.#wasAnswered.has(record)) continue;
      const why = this.unanswered(record);
      if (why !== undefined) throw new Violation('commits come last', `commit at ${offset}, but ${why.detail}`);
      this.#wasAnswered.add(record);
    }
  }

  /** Why a record is not answered for; undefined when it is. */
  unanswered({ place, usage, code }: Produced): Violation | undefined {
    if (usage === undefined) {
      if (this.deadLetters.has(place, code)) return undefined;
      return new Violation('dead letters are exact', `no dead letter ${code} for ${place}`);
    }
    const standing = this.ledger.of(keyOf(usage.identity)).filter(({ content }) => content === usage.content);
    if (standing.length === 0) return new Violation('nothing is lost', `${place} is not in the ledger`);
    if (standing.some(({ kind }) => kind === 'recorded')) return undefined;
    if (this.deadLetters.has(place, 'identity-conflict')) return undefined;
    return new Violation('dead letters are exact', `no dead letter for the conflicting ${place}`);
  }

  async look(): Promise<void> {
    await this.ledger.refresh();
    this.deadLetters.refresh();
  }

  /** Everything rests, and every index knows the whole ledger: from now on, duplicates stay outside. */
  seal(): void {
    for (const { kind, key, content, position } of this.ledger.events) {
      if (kind === 'recorded') this.sealed.add(key);
      else this.sealed.add(claimOf(key, content));
      this.sealedUpTo = position;
    }
  }

  topicMadeAnew(): void {
    for (const { partition, offset, usage } of this.everProduced.values()) {
      if (usage !== undefined) this.#deleted.add(`${partition}@${offset} ${usage.identity}`);
    }
    this.produced = [];
  }

  /**
   * The same event at the same offset of the same partition as in a deleted topic: nobody can tell the two topics apart
   * there. In the world that takes a whole history sent again in the same order, in the simulator's small one chance will do.
   */
  stoodThereBefore(partition: number, offset: bigint, { identity }: Usage): boolean {
    return this.#deleted.has(`${partition}@${offset} ${identity}`);
  }

  ledgerMadeAnew(): void {
    this.ledger = new LedgerView(this.world.ledger);
    this.deadLetters.forget();
    this.#wasAnswered = new Set();
    this.sealed = new Set();
    this.sealedUpTo = 0n;
  }
}

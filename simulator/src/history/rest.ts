import type { Projector } from '../fold/projector.js';
import { checkActors, checkLedger } from '../model/check-ledger.js';
import { checkFold } from '../model/check-fold.js';
import { checkRecords } from '../model/check-records.js';
import type { Model } from '../model/model.js';
import { Violation } from '../model/violation.js';
import type { Instance } from '../world/instance.js';
import { GROUP, USAGE_TOPIC, type World } from '../world/world.js';
import type { Fault } from './plan.js';
import { People } from './people.js';

/** With these, an event may stand in the ledger twice although one process did it all. */
const DISTURBING: readonly Fault[] = ['append unknown, stored later', 'crash', 'graceful stop'];

/** With these, what was a dead letter once may count now, and the other way round. */
const CHANGES_OF_THE_WORLD: readonly Fault[] = ['topic made anew', 'ledger made anew', 'retention'];

/** The time between two phases, when nothing is under way: all that was promised must hold. */
export class Rest {
  readonly #people: People;
  #topicsMade = 1;

  constructor(
    private readonly world: World,
    private readonly model: Model,
    private readonly instances: readonly Instance[],
    private readonly clients: readonly { readonly waiting: number }[],
    private readonly projector: Projector,
  ) {
    this.#people = new People(world, model);
  }

  /** A hint may be lost, the next append brings another. */
  remindFollowers(): void {
    for (const { running } of this.instances) running?.ledger.remind();
  }

  async projectorBehind(): Promise<boolean> {
    return this.projector.tables.checkpoint < (await this.world.ledger.tail());
  }

  /** @throws Violation */
  async check(): Promise<void> {
    const { world, model } = this;
    await model.look();
    this.#checkProgress();
    this.#checkAlarms();
    checkLedger(model, this.#topicsMade);
    checkRecords(model, this.#isCalm());
    model.decisions.check();
    await this.#checkIndexes();
    await this.#people.check();
    await checkActors(model, world.vault, this.#people);
    checkFold(model.ledger, this.projector.tables);
    model.seal();
  }

  /** What may change while nothing is under way. */
  async changeTheWorld(): Promise<void> {
    const { faults } = this.world;
    if (faults.strikes('ledger made anew')) this.#makeLedgerAnew();
    else if (faults.strikes('topic made anew')) this.#makeTopicAnew();
    else if (faults.strikes('retention')) this.#deleteAnswered();
    if (faults.strikes('person forgotten')) await this.#people.forgetOne();
  }

  #checkProgress(): void {
    const { broker, plan } = this.world;
    if (this.clients.some(({ waiting }) => waiting > 0)) throw new Violation('it goes on by itself', 'requests hang');
    for (const { name, running } of this.instances) {
      if (running?.started !== true) throw new Violation('it goes on by itself', `instance ${name} does not start`);
    }
    for (let partition = 0; partition < plan.partitions; partition++) {
      const { end } = broker.offsets(USAGE_TOPIC, partition);
      const committed = broker.committed(GROUP, USAGE_TOPIC, partition)?.offset ?? 0n;
      if (committed < end) {
        throw new Violation('it goes on by itself', `partition ${partition} stands at ${committed} of ${end}`);
      }
    }
  }

  /**
   * With several processes, one may ask how long a log is, and then meet what another has recorded of more: that is a
   * false alarm, and harmless. One process alone must never raise it for nothing.
   */
  #checkAlarms(): void {
    if (this.world.plan.instances > 1 || this.#topicsMade > 1 || this.world.mismatches === 0) return;
    throw new Violation('it goes on by itself', 'an alarm about another log of the same name, and there is none');
  }

  /** Nothing disturbed the one process: not even the ledger may hold an event twice. */
  #isCalm(): boolean {
    const { instances, chances } = this.world.plan;
    if (instances > 1 || DISTURBING.some((fault) => chances[fault] !== undefined)) return false;
    const twice = this.model.ledger.twice();
    if (twice !== undefined) throw new Violation('duplicates stay outside', `one process recorded ${twice} twice`);
    return CHANGES_OF_THE_WORLD.every((fault) => chances[fault] === undefined);
  }

  /** Each index has followed to the ledger's end, and names the first of each key: what receipts answer. */
  async #checkIndexes(): Promise<void> {
    const tail = await this.world.ledger.tail();
    for (const { name, running } of this.instances) {
      const index = running!.lane.index;
      if (index.completeUpTo() !== tail) {
        throw new Violation(
          'it goes on by itself',
          `the index of ${name} stands at ${index.completeUpTo()} of ${tail}`,
        );
      }
      for (const { key } of this.model.ledger.events) {
        const known = index.find(Buffer.from(key, 'base64url'))?.position;
        const first = this.model.ledger.firstOf(key)?.position;
        if (known !== first) {
          throw new Violation(
            'answers are true',
            `instance ${name} has ${key} at ${String(known)}, not ${String(first)}`,
          );
        }
      }
    }
  }

  /** The data folder is lost, the group's offsets are not: all of Kafka is to be recorded anew. */
  #makeLedgerAnew(): void {
    this.world.trace.note('world', 'the ledger is made anew');
    for (const instance of this.instances) instance.wipe();
    this.projector.wipe();
    this.world.makeLedgerAnew();
    this.model.ledgerMadeAnew();
    this.#people.ledgerMadeAnew();
    for (const instance of this.instances) instance.start();
  }

  /** The topic is deleted and made again, the group's offsets stay. */
  #makeTopicAnew(): void {
    this.world.trace.note('world', 'the topic is made anew');
    for (const instance of this.instances) instance.crash();
    this.world.broker.createTopic(USAGE_TOPIC, this.world.plan.partitions);
    this.model.topicMadeAnew();
    this.world.scheduler.nowMs++; // no record has the time of one in the old topic
    this.#topicsMade++;
    for (const instance of this.instances) instance.start();
  }

  #deleteAnswered(): void {
    const { broker, plan, random } = this.world;
    for (let partition = 0; partition < plan.partitions; partition++) {
      const { earliest, end } = broker.offsets(USAGE_TOPIC, partition);
      const keep = BigInt(random.integer(Number(earliest), Number(end)));
      broker.deleteBefore(USAGE_TOPIC, partition, keep);
      this.model.produced = this.model.produced.filter((one) => one.partition !== partition || one.offset >= keep);
    }
  }
}

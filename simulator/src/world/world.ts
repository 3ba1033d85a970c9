import { memoryLedger, type LedgerStore } from '@tallystick/ledger-store';
import { MemoryBroker, memoryDeadLetters, type DeadLetters } from '@tallystick/messaging';
import { Random } from '@tallystick/samples';
import { memoryVault, type IdentityVault } from '@tallystick/vault';
import type { Plan } from '../history/plan.js';
import { FaultChances } from './fault-chances.js';
import { Scheduler } from './scheduler.js';
import { Trace } from './trace.js';

export const USAGE_TOPIC = 'usage-events';
export const DEAD_LETTER_TOPIC = 'usage-events.dead-letter';
export const GROUP = 'tallystick-ledger';

/** What outlives every process: the servers, and what happens between them and the processes. */
export class World {
  readonly random: Random;
  readonly trace = new Trace();
  readonly faults: FaultChances;
  readonly scheduler: Scheduler;
  readonly broker = new MemoryBroker();
  readonly vault: IdentityVault;
  readonly deadLetters: DeadLetters;
  ledger: LedgerStore;
  ledgerDown = false;
  deadLettersDown = false;
  /** How often a partition was begun anew, since its log looked like another one. */
  mismatches = 0;
  /** What ends this history. */
  failure: Error | undefined;
  #ledgers = 0;

  constructor(readonly plan: Plan) {
    this.random = new Random(plan.seed ^ 0x5eed);
    this.faults = new FaultChances(this.random, plan.chances);
    this.scheduler = new Scheduler(this.random, this.trace, () => this.faults.strikes('answer late'));
    this.vault = memoryVault((bytes) => Uint8Array.from({ length: bytes }, () => this.random.integer(0, 255)));
    this.broker.createTopic(USAGE_TOPIC, plan.partitions);
    this.broker.createTopic(DEAD_LETTER_TOPIC, 1);
    this.deadLetters = memoryDeadLetters(this.broker, DEAD_LETTER_TOPIC, () => this.scheduler.nowMs);
    this.ledger = this.#newLedger();
  }

  /** The data folder is gone; Kafka's offsets are still there. */
  makeLedgerAnew(): void {
    this.ledger = this.#newLedger();
  }

  fail(error: Error): void {
    this.failure ??= error;
  }

  #newLedger(): LedgerStore {
    return memoryLedger({ ledgerId: `ledger-${++this.#ledgers}` });
  }
}

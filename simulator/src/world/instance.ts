import {
  CorrectUsageHandler,
  FirstEvent,
  intakeLimits,
  KafkaIntake,
  kafkaLimits,
  silentObserver,
  VoidUsageHandler,
  type IntakeAlarm,
  type IntakeLane,
  type UsageIntake,
} from '@tallystick/ledger/intake';
import type { ConsumerGroup } from '../ports/consumer-group.js';
import { IndexOnDisk } from '../ports/index-on-disk.js';
import { SimulatedDeadLetters } from '../ports/simulated-dead-letters.js';
import { SimulatedLedger } from '../ports/simulated-ledger.js';
import { SimulatedUsageSource } from '../ports/simulated-usage-source.js';
import { SimulatedVault } from '../ports/simulated-vault.js';
import type { Build } from './build.js';
import { Life } from './life.js';
import type { World } from './world.js';

const START_RETRY_MS = 250;

/** One ledger process between its start and its end. */
interface Running {
  readonly life: Life;
  readonly ledger: SimulatedLedger;
  readonly source: SimulatedUsageSource;
  readonly lane: IntakeLane;
  readonly http: UsageIntake;
  readonly kafka: KafkaIntake;
  readonly corrections: CorrectUsageHandler;
  readonly voids: VoidUsageHandler;
  /** Decides only once its index holds the whole ledger. */
  started: boolean;
}

/** A ledger instance: the disk stays, processes come and go. */
export class Instance {
  #running: Running | undefined;
  #disk = new IndexOnDisk();
  #lives = 0;

  constructor(
    readonly name: string,
    private readonly world: World,
    private readonly group: ConsumerGroup,
    private readonly build: Build,
  ) {}

  get running(): Running | undefined {
    return this.#running;
  }

  start(): void {
    if (this.#running !== undefined) return;
    const life = new Life(`${this.name}.${++this.#lives}`);
    this.#running = this.#assemble(life);
    void this.#begin(this.#running);
  }

  /** kill -9, at whatever it waits for. */
  crash(): void {
    const running = this.#end();
    if (running === undefined) return;
    this.world.scheduler.cutOff(running.life);
    if (this.world.faults.strikes('index deleted')) this.#disk = new IndexOnDisk();
    else if (this.world.faults.strikes('index stale')) this.#disk.lose(this.world.random.next());
  }

  /** SIGSTOP past the session timeout. */
  freeze(): void {
    const running = this.#running;
    if (running === undefined) return;
    const { scheduler } = this.world;
    running.life.frozen = true;
    scheduler.post(scheduler.network, `${running.life.name} is missed by its group`, () =>
      this.group.expel(running.source),
    );
  }

  thaw(): void {
    if (this.#running !== undefined) this.#running.life.frozen = false;
  }

  /** SIGTERM. Resolves when the process has ended. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (running === undefined || !running.started || running.life.frozen) return;
    running.started = false; // HTTP is closed
    await running.kafka.stop();
    await running.lane.stop();
    if (this.#running === running) this.#end();
    running.life.end();
  }

  /** The data folder is deleted while nothing runs. */
  wipe(): void {
    this.crash();
    this.#disk = new IndexOnDisk();
  }

  #end(): Running | undefined {
    const running = this.#running;
    this.#running = undefined;
    return running;
  }

  #assemble(life: Life): Running {
    const { world, build } = this;
    const { plan, scheduler } = world;
    const place = { world, life };
    const ledger = new SimulatedLedger(world, life);
    const store = build.store(ledger, place);
    const vault = build.vault(new SimulatedVault(world, life), place);
    const clock = (): number => scheduler.nowMs;
    const lane = build.lane(
      {
        store,
        vault,
        clock,
        index: this.#disk.open(),
        observer: { ...silentObserver, alarm: (code) => this.#alarm(code) },
        limits: { ...intakeLimits, maxAppendEvents: plan.appendEvents, followPageEvents: plan.pageEvents },
        pace: {
          sleep: (ms, signal) => scheduler.sleep(life, ms, signal),
          random: () => world.random.next(),
        },
      },
      place,
    );
    const source = new SimulatedUsageSource(world, life, this.group, (intake) => build.handler(intake, lane, place));
    const letters = build.deadLetters(new SimulatedDeadLetters(world, life), place);
    const limits = { ...kafkaLimits, maxSliceRecords: plan.sliceRecords };
    const kafka = new KafkaIntake(lane, source, letters, limits);
    const decisions = build.decisions(store, vault, new FirstEvent(lane), clock);
    return {
      life,
      ledger,
      source,
      lane,
      http: build.http(lane, this.name, place),
      kafka,
      corrections: new CorrectUsageHandler(decisions),
      voids: new VoidUsageHandler(decisions),
      started: false,
    };
  }

  #alarm(code: IntakeAlarm): void {
    if (code === 'partition-mismatch') this.world.mismatches++;
  }

  /** As the service does: nothing is decided before the index holds the whole ledger. */
  async #begin(running: Running): Promise<void> {
    const { life, lane, kafka } = running;
    for (;;) {
      try {
        await lane.start();
        break;
      } catch {
        await this.world.scheduler.sleep(life, START_RETRY_MS); // the ledger cannot be read yet
      }
    }
    running.started = true;
    kafka.begin();
  }
}

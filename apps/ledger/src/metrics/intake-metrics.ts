import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { PinoLogger } from 'nestjs-pino';
import type { IntakeAlarm, IntakeChannel, IntakeObserver } from '../intake/index.js';

/** What the intake tells, as metrics, alarms in the log, and reasons for readiness. */
export class IntakeMetrics implements IntakeObserver {
  readonly #recorded: Counter<'channel'>;
  readonly #duplicates: Counter<'channel'>;
  readonly #conflicts: Counter<'channel'>;
  readonly #deadLetters: Counter<'code'>;
  readonly #refused: Counter<'code'>;
  readonly #alarms: Counter<'code'>;
  readonly #append: Histogram;
  readonly #lag: Gauge<'topic' | 'partition'>;
  readonly #paused: Gauge<'where'>;
  readonly #waiting: Gauge;
  readonly #pauses = new Map<string, string>();

  constructor(
    registry: Registry,
    private readonly log: PinoLogger,
  ) {
    const registers = [registry];
    const counter = <L extends string>(name: string, help: string, ...labelNames: L[]): Counter<L> =>
      new Counter({ name, help, labelNames, registers });
    this.#recorded = counter('tallystick_intake_recorded_total', 'Usage events recorded in the ledger.', 'channel');
    this.#duplicates = counter('tallystick_intake_duplicates_total', 'Events that were recorded before.', 'channel');
    this.#conflicts = counter(
      'tallystick_intake_conflicts_total',
      'Events whose source and id were recorded with other content.',
      'channel',
    );
    this.#deadLetters = counter(
      'tallystick_intake_dead_letters_total',
      'Kafka records that went to the dead letters, by error code.',
      'code',
    );
    this.#refused = counter('tallystick_http_refused_events_total', 'Events refused over HTTP, by error code.', 'code');
    this.#alarms = counter('tallystick_intake_alarms_total', 'Things a person must look at, by code.', 'code');
    this.#append = new Histogram({
      name: 'tallystick_ledger_append_duration_seconds',
      help: 'Time of one append to the ledger until it was durable.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
    this.#lag = new Gauge({
      name: 'tallystick_kafka_lag_records',
      help: 'Records of a partition that are not yet answered for.',
      labelNames: ['topic', 'partition'],
      registers,
    });
    this.#paused = new Gauge({
      name: 'tallystick_intake_paused',
      help: '1 while a partition, or HTTP, is not taken in because the ledger or the broker does not answer.',
      labelNames: ['where'],
      registers,
    });
    this.#waiting = new Gauge({
      name: 'tallystick_http_waiting_events',
      help: 'Events of HTTP requests that wait for the ledger.',
      registers,
    });
  }

  recorded(channel: IntakeChannel, events: number): void {
    this.#recorded.inc({ channel }, events);
  }

  duplicates(channel: IntakeChannel, events: number): void {
    this.#duplicates.inc({ channel }, events);
  }

  conflicts(channel: IntakeChannel, events: number): void {
    this.#conflicts.inc({ channel }, events);
  }

  deadLetters(code: string, records: number): void {
    this.#deadLetters.inc({ code }, records);
  }

  refused(code: string): void {
    this.#refused.inc({ code });
  }

  waiting(change: number): void {
    this.#waiting.inc(change);
  }

  appendSeconds(seconds: number): void {
    this.#append.observe(seconds);
  }

  lag(topic: string, partition: number, records: bigint): void {
    this.#lag.set({ topic, partition: String(partition) }, Number(records));
  }

  alarm(code: IntakeAlarm, detail: string): void {
    this.#alarms.inc({ code });
    this.log.error({ code, detail }, 'alarm');
  }

  paused(where: string, reason: string | null): void {
    const before = this.#pauses.get(where);
    if (reason === null) {
      if (before === undefined) return;
      this.#pauses.delete(where);
      this.#paused.set({ where }, 0);
      this.log.info({ where }, 'intake goes on');
      return;
    }
    this.#pauses.set(where, reason);
    this.#paused.set({ where }, 1);
    if (before !== reason) this.log.warn({ where, reason }, 'intake paused');
  }

  /** null when nothing is paused, else where and why. */
  pauseReason(): string | null {
    const reasons = [...this.#pauses].map(([where, reason]) => `${where}: ${reason}`);
    return reasons.length === 0 ? null : reasons.join('; ');
  }
}

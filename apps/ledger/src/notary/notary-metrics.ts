import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { PinoLogger } from 'nestjs-pino';
import type { NotaryObserver } from './notary-observer.js';
import type { PublishedCheckpoint } from './published-log.js';

/** What the notary and its self-audit tell, as metrics, alarms in the log, and a reason for readiness. */
export class NotaryMetrics implements NotaryObserver {
  readonly #size: Gauge;
  readonly #cover: Histogram;
  readonly #foreign: Counter;
  readonly #audited: Gauge;
  readonly #passes: Counter;
  readonly #refused: Gauge;
  readonly #alarms: Counter<'code'>;
  #publishedAtMs: number | null = null;
  #oldestMs: number | null = null;
  #reason: string | null = null;

  constructor(
    registry: Registry,
    private readonly log: PinoLogger,
  ) {
    const registers = [registry];
    const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
    const since = (name: string, help: string, from: () => number | null): Gauge =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          const ms = from();
          this.set(ms === null ? 0 : Math.max(0, Date.now() - ms) / 1_000);
        },
      });
    this.#size = gauge('tallystick_log_size', 'Entries under the newest checkpoint that this process published.');
    since(
      'tallystick_log_checkpoint_age_seconds',
      'Time since this process last published a checkpoint; 0 before it did.',
      () => this.#publishedAtMs,
    );
    since(
      'tallystick_log_behind_seconds',
      'Age of the oldest event that was read and is under no checkpoint yet; 0 when none.',
      () => this.#oldestMs,
    );
    this.#cover = new Histogram({
      name: 'tallystick_log_cover_delay_seconds',
      help: 'From recorded to covered by a checkpoint, of the oldest event of each checkpoint.',
      buckets: [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 5, 15, 60],
      registers,
    });
    this.#foreign = new Counter({
      name: 'tallystick_log_foreign_entries_total',
      help: 'Events in the log that this program did not append.',
      registers,
    });
    this.#audited = gauge('tallystick_log_audit_entries', "Entries that the self-audit's present pass has compared.");
    this.#passes = new Counter({
      name: 'tallystick_log_audit_passes_total',
      help: 'Passes of the self-audit that found ledger and log to agree.',
      registers,
    });
    this.#refused = gauge('tallystick_log_refused', '1 while nothing is signed because ledger and log disagree.');
    this.#alarms = new Counter({
      name: 'tallystick_log_alarms_total',
      help: 'Things about the log that a person must look at, by code.',
      labelNames: ['code'],
      registers,
    });
  }

  opened(verifierKeys: readonly string[]): void {
    this.log.info({ verifierKeys }, 'checkpoints of the transparency log are signed by this key');
  }

  published(checkpoint: PublishedCheckpoint, coverMs: number | null): void {
    this.#size.set(checkpoint.size);
    this.#publishedAtMs = Date.now();
    if (coverMs !== null) this.#cover.observe(coverMs / 1_000);
  }

  behind(oldestMs: number | null): void {
    this.#oldestMs = oldestMs;
  }

  foreign(events: number): void {
    this.#foreign.inc(events);
  }

  audited(entries: number): void {
    this.#audited.set(entries);
  }

  auditPassed(entries: number): void {
    this.#passes.inc();
    this.log.debug({ entries }, 'ledger and log agree');
  }

  witnessFailed(witness: string, err: Error): void {
    this.log.warn({ witness, err }, 'no cosignature; asking again');
  }

  stopped(reason: string | null, kind: 'refused' | 'failed'): void {
    this.#refused.set(reason !== null && kind === 'refused' ? 1 : 0);
    const before = this.#reason;
    this.#reason = reason;
    if (reason === before) return;
    if (reason === null) this.log.info('the log is signed again');
    else if (kind === 'refused') this.#alarm('log-disagrees', reason);
    else this.log.warn({ reason }, 'the log cannot be written at the moment');
  }

  /** null while the log is signed, or another process does it. */
  reason(): string | null {
    return this.#reason === null ? null : `no checkpoint is signed: ${this.#reason}`;
  }

  #alarm(code: string, detail: string): void {
    this.#alarms.inc({ code });
    this.log.error({ code, detail }, 'alarm');
  }
}

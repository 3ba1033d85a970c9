export type IntakeChannel = 'http' | 'kafka';

/** What the intake tells of itself; the app turns it into metrics and log lines. Calls must be cheap and never throw. */
export interface IntakeObserver {
  recorded(channel: IntakeChannel, events: number): void;
  duplicates(channel: IntakeChannel, events: number): void;
  conflicts(channel: IntakeChannel, events: number): void;
  /** Acknowledged by the broker. */
  deadLetters(code: string, records: number): void;
  /** Wall time of one append, until it was durable. */
  appendSeconds(seconds: number): void;
  /** Records of a partition that are not yet answered for. */
  lag(topic: string, partition: number, records: bigint): void;
  /** Something a person must look at: `code` is stable, `detail` holds no subject. */
  alarm(code: IntakeAlarm, detail: string): void;
  /** null when it goes on. `where` is `http` or `<topic>-<partition>`. */
  paused(where: string, reason: string | null): void;
}

export type IntakeAlarm =
  /** The record at the stream's last answered offset is another one, or the log ends below it. */
  | 'partition-mismatch'
  /** Records between the stream's end and the partition's earliest offset are gone. */
  | 'records-lost-to-retention'
  /** The identity index could not follow the ledger. */
  | 'identity-follower'
  /** Somebody else writes to the ledger's server, or wrote what this version cannot read. */
  | 'foreign-event'
  /** The consumer crashed and restarts, or a dead letter is refused again and again. */
  | 'kafka';

export const silentObserver: IntakeObserver = {
  recorded: () => undefined,
  duplicates: () => undefined,
  conflicts: () => undefined,
  deadLetters: () => undefined,
  appendSeconds: () => undefined,
  lag: () => undefined,
  alarm: () => undefined,
  paused: () => undefined,
};

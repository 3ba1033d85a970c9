import type { KafkaServer, PostgresServer } from '@tallystick/testing';
import type { Figure } from './measure/report.js';

/** What every scenario is given. */
export interface Bench {
  /** Usage events in each load, all different. */
  readonly events: number;
  readonly kafka: KafkaServer;
  readonly postgres: PostgresServer;
  /** Scratch folder, removed at the end. */
  readonly dir: string;
  /** Ready structured CloudEvents of 336 bytes on average; the same ones each time. */
  payload(): Iterable<Buffer>;
}

export type Scenario = (bench: Bench) => Promise<Figure[]>;

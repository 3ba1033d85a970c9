import type { IntakeAnswer } from './usage-intake.js';

/** The bounded queue before the lane is full; nothing was recorded. Come back after `retryAfterMs`. */
export class IntakeFull extends Error {
  override readonly name = 'IntakeFull';
  constructor(
    readonly waitingEvents: number,
    readonly waitingBytes: number,
    readonly retryAfterMs: number,
  ) {
    super(`the intake's queue is full (${waitingEvents} events, ${waitingBytes} bytes wait): send again later`);
  }
}

/** Some items are durable, the others are not recorded: undefined means not recorded, send it again. */
export class PartlyRecorded extends Error {
  override readonly name = 'PartlyRecorded';
  constructor(
    readonly answers: readonly (IntakeAnswer | undefined)[],
    override readonly cause: Error,
  ) {
    super(`part of the request is recorded, the rest is not: ${cause.message}`);
  }
}

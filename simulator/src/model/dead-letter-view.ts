import type { MemoryBroker } from '@tallystick/messaging';
import { DEAD_LETTER_TOPIC } from '../world/world.js';

/** What a record is known by: offsets begin anew with a topic made anew. */
export const placeOf = (partition: number, offset: bigint | string, value: Buffer | null): string =>
  `${partition}@${offset} ${value?.toString() ?? 'null'}`;

/** The dead letters so far: codes by the record's place. */
export class DeadLetterView {
  readonly codes = new Map<string, Set<string>>();
  #next = 0n;

  constructor(private readonly broker: MemoryBroker) {}

  refresh(): void {
    for (const { offset, value, headers } of this.broker.read(DEAD_LETTER_TOPIC, 0, this.#next, 1_000_000)) {
      const place = placeOf(Number(headers?.['dlq_partition']), String(headers?.['dlq_offset']), value);
      const codes = this.codes.get(place) ?? new Set();
      this.codes.set(place, codes.add(String(headers?.['dlq_code'])));
      this.#next = BigInt(offset) + 1n;
    }
  }

  /** What was said of records that are now to be recorded anew. */
  forget(): void {
    this.codes.clear();
  }

  has(place: string, code: string): boolean {
    return this.codes.get(place)?.has(code) === true;
  }
}

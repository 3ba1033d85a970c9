import { START, type LedgerEvent, type LedgerStore } from '@tallystick/ledger-store';

/** A usage event as it stands in the ledger, read by the model's own code. */
export interface Standing {
  readonly position: bigint;
  readonly stream: string;
  readonly kind: 'recorded' | 'conflicted';
  readonly id: string;
  readonly key: string;
  readonly content: number;
  readonly actor: string;
  readonly day: string;
  readonly tokens: number;
  readonly kafkaOffset: bigint | undefined;
}

/** A decision about a usage event, as it stands in the ledger. */
export interface StandingDecision {
  readonly position: bigint;
  readonly key: string;
  readonly kind: 'corrected' | 'voided';
  /** Of the event after a correction; undefined on a void. */
  readonly content: number | undefined;
  readonly tokens: number | undefined;
  /** Names the request that brought it. */
  readonly reason: string;
}

/** What the ledger holds so far. */
export class LedgerView {
  readonly events: Standing[] = [];
  readonly decisions: StandingDecision[] = [];
  readonly #byKey = new Map<string, Standing[]>();
  readonly #byPosition = new Map<bigint, Standing>();
  #after = START;

  constructor(private readonly ledger: LedgerStore) {}

  async refresh(): Promise<void> {
    const { events, last } = await this.ledger.readAll({ after: this.#after, limit: 1_000_000 });
    if (last <= this.#after) return;
    this.#after = last;
    for (const event of events) {
      if (event.stream.startsWith('usage-decisions-')) this.#addDecision(event);
      else this.#add(event);
    }
  }

  /** All that stands under a key, in order. */
  of(key: string): readonly Standing[] {
    return this.#byKey.get(key) ?? [];
  }

  at(position: bigint): Standing | undefined {
    return this.#byPosition.get(position);
  }

  /** The one that counts: the first of its key. */
  firstOf(key: string): Standing | undefined {
    return this.of(key).find(({ kind }) => kind === 'recorded');
  }

  /** A key that was recorded twice, if there is one. */
  twice(): string | undefined {
    for (const [key, held] of this.#byKey) if (held.filter(({ kind }) => kind === 'recorded').length > 1) return key;
    return undefined;
  }

  #add({ position, stream, type, id, data, metadata }: LedgerEvent): void {
    if (type !== 'UsageRecorded' && type !== 'UsageConflicted') return;
    const tokens = data['tokens'] as Record<string, number>;
    const kafka = metadata['kafka'] as { offset: string } | undefined;
    const standing: Standing = {
      position,
      stream,
      kind: type === 'UsageRecorded' ? 'recorded' : 'conflicted',
      id,
      key: String(data['eventKey']),
      content: tokens['input']!,
      actor: String(data['actor']),
      day: String(data['occurredAt']).slice(0, 10),
      tokens: sumOf(tokens),
      kafkaOffset: kafka === undefined ? undefined : BigInt(kafka.offset),
    };
    this.events.push(standing);
    this.#byPosition.set(position, standing);
    const ofKey = this.#byKey.get(standing.key);
    if (ofKey === undefined) this.#byKey.set(standing.key, [standing]);
    else ofKey.push(standing);
  }

  #addDecision({ position, type, data }: LedgerEvent): void {
    const tokens = data['tokens'] as Record<string, number> | undefined;
    this.decisions.push({
      position,
      key: String(data['eventKey']),
      kind: type === 'UsageCorrected' ? 'corrected' : 'voided',
      content: tokens?.['input'],
      tokens: tokens && sumOf(tokens),
      reason: String(data['reason']),
    });
  }
}

const sumOf = (tokens: Readonly<Record<string, number>>): number =>
  Object.values(tokens).reduce((sum, bucket) => sum + bucket, 0);

export type Status = 'counted' | 'duplicate' | 'conflict';

/** What the fold knows of an event that counts, or counted until it was voided. */
export interface FirstOfKey {
  readonly fingerprint: string;
  /** Where its tokens count, and how many they are after the last correction. */
  readonly actor: string;
  readonly day: string;
  readonly tokens: number;
  readonly voided: boolean;
}

export interface AuditRow {
  readonly position: bigint;
  readonly eventKey: string;
  readonly fingerprint: string;
  readonly status: Status;
}

export interface Total {
  readonly actor: string;
  readonly day: string;
  readonly tokens: number;
}

/** What one page adds. */
export interface Changes {
  readonly rows: readonly AuditRow[];
  /** Differences. */
  readonly totals: readonly Total[];
  readonly firsts: ReadonlyMap<string, FirstOfKey>;
}

/** Another projector moved the checkpoint. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** The projector's database: whatever is written in one call is written together. */
export class Tables {
  #checkpoint = 0n;
  readonly #firsts = new Map<string, FirstOfKey>();
  readonly #audit = new Map<bigint, AuditRow>();
  readonly #totals = new Map<string, number>();

  get checkpoint(): bigint {
    return this.#checkpoint;
  }

  firstOf(eventKey: string): FirstOfKey | undefined {
    return this.#firsts.get(eventKey);
  }

  /** @throws Fenced */
  commit(after: bigint, last: bigint, changes: Changes): void {
    if (this.#checkpoint !== after) throw new Fenced(`the checkpoint is ${this.#checkpoint}, not ${after}`);
    this.write(changes);
    this.moveCheckpoint(last);
  }

  write({ rows, totals, firsts }: Changes): void {
    for (const row of rows) this.#audit.set(row.position, row);
    for (const [eventKey, first] of firsts) this.#firsts.set(eventKey, first);
    for (const { actor, day, tokens } of totals) {
      const cell = `${actor} ${day}`;
      this.#totals.set(cell, (this.#totals.get(cell) ?? 0) + tokens);
    }
  }

  moveCheckpoint(to: bigint): void {
    this.#checkpoint = to;
  }

  statusAt(position: bigint): Status | undefined {
    return this.#audit.get(position)?.status;
  }

  /** Tokens of each actor and day. */
  totals(): ReadonlyMap<string, number> {
    return this.#totals;
  }
}

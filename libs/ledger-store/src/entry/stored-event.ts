import type { LedgerEvent, Position, Revision } from '../port/ledger-store.js';

interface ParsedEntry {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A ledger event whose JSON is parsed when first asked for: whoever needs only the entry's bytes does not pay for it. */
export class StoredEvent implements LedgerEvent {
  private parsed: ParsedEntry | undefined;

  constructor(
    readonly position: Position,
    readonly stream: string,
    readonly revision: Revision,
    readonly entry: Buffer,
  ) {}

  get id(): string {
    return this.json().id;
  }

  get type(): string {
    return this.json().type;
  }

  get data(): Readonly<Record<string, unknown>> {
    return this.json().data;
  }

  get metadata(): Readonly<Record<string, unknown>> {
    return this.json().metadata;
  }

  private json(): ParsedEntry {
    return (this.parsed ??= JSON.parse(this.entry.toString('utf8')) as ParsedEntry);
  }
}

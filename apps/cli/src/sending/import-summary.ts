import type { ReadReport, RefusedItem, UsageItem } from '../reading/usage-reading.js';
import type { EventResult } from './ledger-client.js';

/** The first few places of each reason are shown. */
const MAX_EXAMPLES = 3;

export interface Rejection {
  readonly code: string;
  count: number;
  readonly examples: { readonly place: string; readonly detail: string; readonly field?: string }[];
}

/** What an import did. `--json` prints exactly this. */
export interface ImportSummary {
  readonly format: string;
  readonly to: string;
  readonly files: number;
  readonly lines: number;
  readonly recorded: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** Messages that wait for the next import. */
  readonly open: number;
  /** Events whose sending failed; when above 0 the rest of the input was not read. */
  readonly unsent: number;
  /** Batches sent again. When above 0, some of `duplicate` may be events of this import. */
  readonly resent: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly rejections: readonly Rejection[];
  /** The last position that an event of this import has in the ledger; null when none has one. */
  readonly lastPosition: string | null;
  readonly seconds: number;
  /** Why the import ended before its input did. */
  readonly stopped: string | null;
}

/** Adds up the answers of an import. */
export class ImportTally {
  recorded = 0;
  duplicate = 0;
  rejected = 0;
  unsent = 0;
  resent = 0;
  stopped: string | null = null;
  lastPosition: bigint | null = null;
  private readonly rejections = new Map<string, Rejection>();

  get answered(): number {
    return this.recorded + this.duplicate + this.rejected;
  }

  add(item: UsageItem, { status, position, error }: EventResult): void {
    if (position !== undefined) {
      const at = BigInt(position);
      if (this.lastPosition === null || at > this.lastPosition) this.lastPosition = at;
    }
    if (status === 'recorded') this.recorded += 1;
    else if (status === 'duplicate') this.duplicate += 1;
    else this.reject(error ?? { code: 'rejected', detail: 'the ledger gave no reason' }, item.place);
  }

  refuse(item: RefusedItem): void {
    this.reject(item, item.place);
  }

  summary(format: string, to: string, report: ReadReport, seconds: number): ImportSummary {
    return {
      format,
      to,
      files: report.files,
      lines: report.lines,
      recorded: this.recorded,
      duplicate: this.duplicate,
      rejected: this.rejected,
      open: report.open,
      unsent: this.unsent,
      resent: this.resent,
      skipped: Object.fromEntries(report.skipped),
      rejections: [...this.rejections.values()].sort((a, b) => b.count - a.count),
      lastPosition: this.lastPosition?.toString() ?? null,
      seconds,
      stopped: this.stopped,
    };
  }

  private reject(
    { code, detail, field }: { code: string; detail: string; field?: string },
    place: { file: string; line: number },
  ): void {
    this.rejected += 1;
    const rejection = this.rejections.get(code) ?? { code, count: 0, examples: [] };
    rejection.count += 1;
    if (rejection.examples.length < MAX_EXAMPLES) {
      rejection.examples.push({
        place: `${place.file}:${place.line}`,
        detail,
        ...(field === undefined ? {} : { field }),
      });
    }
    this.rejections.set(code, rejection);
  }
}

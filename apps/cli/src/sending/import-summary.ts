import type { ReadReport, RefusedItem, UsageItem } from '../reading/usage-reading.js';
import type { EventResult } from './ledger-client.js';
import { Rejections, type Rejection } from './rejections.js';

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
  unsent = 0;
  resent = 0;
  stopped: string | null = null;
  lastPosition: bigint | null = null;
  private readonly rejections = new Rejections();

  get rejected(): number {
    return this.rejections.count;
  }

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
    else this.rejections.add(error ?? { code: 'rejected', detail: 'the ledger gave no reason' }, item.place);
  }

  refuse(item: RefusedItem): void {
    this.rejections.add(item, item.place);
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
      rejections: this.rejections.byCode(),
      lastPosition: this.lastPosition?.toString() ?? null,
      seconds,
      stopped: this.stopped,
    };
  }
}

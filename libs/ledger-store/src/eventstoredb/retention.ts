import { StreamDeletedError } from '@eventstore/db-client';
import { LedgerRefused, LedgerUnavailable } from '../port/ledger-errors.js';
import type { EventStoreConnection } from './eventstore-connection.js';
import type { EventStoreRecord } from './eventstore-record.js';
import { readStreamRecords } from './read-records.js';
import type { EventStoreLimits } from './store-limits.js';

const METADATA_PREFIX = '$$';
const METADATA_TYPE = '$metadata';
/** What makes the server drop events of a stream. */
const RETENTION = ['$maxAge', '$maxCount', '$tb'] as const;
/** Streams whose check is remembered; more than these begin anew. */
const MAX_CHECKED = 10_000;

/**
 * A ledger keeps everything: a stream that the server may cut is not written to. Each stream is looked at before this
 * process first appends to it; what is set later is noticed as it passes in `$all`.
 */
export class RetentionGuard {
  private readonly checked = new Map<string, Promise<void>>();

  constructor(private readonly limits: EventStoreLimits) {}

  /** @throws LedgerRefused the stream has retention, or lacks its beginning */
  async check(connection: EventStoreConnection, stream: string): Promise<void> {
    let check = this.checked.get(stream);
    if (check === undefined) {
      if (this.checked.size >= MAX_CHECKED) this.checked.clear();
      check = this.look(connection, stream);
      this.checked.set(stream, check);
    }
    try {
      await check;
    } catch (error) {
      this.checked.delete(stream);
      throw error;
    }
  }

  /** The same for a stream about to be written to: what can be mended is told as a ledger that is away for now. */
  async beforeAppend(connection: EventStoreConnection, stream: string): Promise<void> {
    try {
      await this.check(connection, stream);
    } catch (error) {
      if (error instanceof LedgerRefused) throw new LedgerUnavailable(error.message, { cause: error });
      throw error;
    }
  }

  /** Metadata of a stream changed: it is looked at again before the next append. */
  noticed(record: EventStoreRecord): void {
    if (record.type !== METADATA_TYPE || !record.stream.startsWith(METADATA_PREFIX)) return;
    this.checked.delete(record.stream.slice(METADATA_PREFIX.length));
  }

  private async look({ client }: EventStoreConnection, stream: string): Promise<void> {
    const newest = { from: 'end', backwards: true, count: 1 } as const;
    const [metadata, first] = await Promise.all([
      readStreamRecords(client, METADATA_PREFIX + stream, newest, this.limits),
      readStreamRecords(client, stream, { from: 'start', count: 1 }, this.limits),
    ]).catch((error: unknown) => {
      throw error instanceof StreamDeletedError ? lost(`stream ${stream} was deleted for good`) : error;
    });
    const found = retentionIn(metadata.records[0]);
    if (found !== undefined) {
      throw new LedgerRefused(
        `EventStoreDB: stream ${stream} has ${found}, so the server drops its events: remove it from the stream's metadata (docs/operating/eventstoredb.md), and see what is lost already`,
      );
    }
    const beginning = first.records[0]?.revision ?? 0n;
    if (beginning !== 0n) throw lost(`stream ${stream} begins at revision ${beginning}`);
  }
}

const lost = (what: string): LedgerRefused =>
  new LedgerRefused(`EventStoreDB: ${what}: what stood before is lost; bring the ledger back from a backup`);

function retentionIn(metadata: EventStoreRecord | undefined): string | undefined {
  if (metadata === undefined) return undefined;
  const settings = JSON.parse(Buffer.from(metadata.data).toString('utf8')) as Readonly<Record<string, unknown>>;
  const name = RETENTION.find((setting) => settings[setting] !== undefined && settings[setting] !== 0);
  return name && `${name} = ${JSON.stringify(settings[name])}`;
}

import type { Position, Revision } from '../port/ledger-store.js';
import type { RecordedMessage } from './server-messages.js';

/** What a server answers that does not tell positions of events that are read by stream. */
const NO_POSITION = 2n ** 64n - 1n;

/** One event as the server holds it, its bytes untouched. */
export class EventStoreRecord {
  readonly position: Position;
  readonly stream: string;
  readonly type: string;

  constructor(private readonly message: RecordedMessage) {
    this.position = BigInt(message.getCommitPosition()) as Position;
    if (this.position === NO_POSITION) {
      throw new Error('this server does not tell the positions of events: version 22.6 or newer is needed');
    }
    this.stream = Buffer.from(message.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
    this.type = message.getMetadataMap().get('type') ?? '';
  }

  get id(): string {
    return this.message.getId()?.getString() ?? '';
  }

  get revision(): Revision {
    return BigInt(this.message.getStreamRevision()) as Revision;
  }

  get data(): Uint8Array {
    return this.message.getData_asU8();
  }

  get metadata(): Uint8Array {
    return this.message.getCustomMetadata_asU8();
  }

  /** The server's own, or ours about the ledger itself: no part of the history. */
  get isSystem(): boolean {
    return this.type.startsWith('$') || this.stream.startsWith('$');
  }
}

import { AppendTooLarge } from '../port/ledger-errors.js';
import { MAX_ENTRY_BYTES, type NewEvent } from '../port/ledger-store.js';

/**
 * Makes the canonical JSON (RFC 8785) of entries of one stream. Equal to `canonicalEntry` of @tallystick/events, which
 * the tests hold it against; the parts that a batch shares are made once. `data` and `metadata` are canonical already,
 * and JSON.stringify of a well-formed string is its canonical form.
 */
export class EntryTexts {
  private readonly streamPart: string;
  private type = '';
  private ending = '';

  constructor(stream: string) {
    this.streamPart = `,"stream":${JSON.stringify(stream)},"type":`;
  }

  /** The entry of an event to append. @throws AppendTooLarge it would not fit the log */
  toAppend(event: NewEvent, revision: bigint | number): string {
    const text = this.of(event, revision);
    // A UTF-16 unit takes 3 bytes of UTF-8 at most: spares measuring usual entries.
    if (text.length * 3 > MAX_ENTRY_BYTES && Buffer.byteLength(text) > MAX_ENTRY_BYTES) {
      throw new AppendTooLarge(Buffer.byteLength(text), MAX_ENTRY_BYTES);
    }
    return text;
  }

  of(event: NewEvent, revision: bigint | number): string {
    if (event.type !== this.type || this.ending === '') {
      this.type = event.type;
      this.ending = `${this.streamPart}${JSON.stringify(event.type)}}`;
    }
    return `{"data":${event.data},"id":${JSON.stringify(event.id)},"metadata":${event.metadata},"revision":${revision}${this.ending}`;
  }
}

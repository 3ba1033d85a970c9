import type { NewEvent } from '../port/ledger-store.js';

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

  of(event: NewEvent, revision: bigint | number): string {
    if (event.type !== this.type || this.ending === '') {
      this.type = event.type;
      this.ending = `${this.streamPart}${JSON.stringify(event.type)}}`;
    }
    return `{"data":${event.data},"id":${JSON.stringify(event.id)},"metadata":${event.metadata},"revision":${revision}${this.ending}`;
  }
}

import { createHash } from 'node:crypto';
import { canonicalJson, type CanonicalJson } from '@tallystick/events';
import { canonicalObject } from '../entry/canonical-object.js';
import { EntryTexts } from '../entry/entry-text.js';
import {
  MAX_ENTRY_BYTES,
  type LedgerEvent,
  type Position,
  type RawBytes,
  type Revision,
} from '../port/ledger-store.js';
import type { EventStoreRecord } from './eventstore-record.js';

type JsonObject = Readonly<Record<string, unknown>>;

interface Content {
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly entry: Buffer;
  readonly raw?: RawBytes;
}

/** A ledger event whose bytes are looked into when they are first asked for: following positions costs nothing more. */
export class EventStoreEvent implements LedgerEvent {
  private looked: Content | undefined;

  constructor(
    private readonly record: EventStoreRecord,
    private readonly isOurs: (stream: string) => boolean,
  ) {}

  get position(): Position {
    return this.record.position;
  }

  get id(): string {
    return this.record.id;
  }

  get stream(): string {
    return this.record.stream;
  }

  get revision(): Revision {
    return this.record.revision;
  }

  get type(): string {
    return this.record.type;
  }

  get data(): JsonObject {
    return this.content().data;
  }

  get metadata(): JsonObject {
    return this.content().metadata;
  }

  get entry(): Buffer {
    return this.content().entry;
  }

  get raw(): RawBytes | undefined {
    return this.content().raw;
  }

  private content(): Content {
    return (this.looked ??=
      (this.isOurs(this.stream) ? contentOf(this.record) : undefined) ?? rawContentOf(this.record));
  }
}

/** Undefined where the bytes are not of the form that this program appends. */
function contentOf(record: EventStoreRecord): Content | undefined {
  const data = canonicalObject(record.data);
  const metadata = canonicalObject(record.metadata);
  if (data === undefined || metadata === undefined) return undefined;
  const { id, type } = record;
  const texts = { id, type, data: data.text as CanonicalJson, metadata: metadata.text as CanonicalJson };
  const entry = Buffer.from(new EntryTexts(record.stream).of(texts, record.revision));
  if (entry.length > MAX_ENTRY_BYTES) return undefined;
  return { data: data.value, metadata: metadata.value, entry };
}

function rawContentOf(record: EventStoreRecord): Content {
  const raw: RawBytes = { data: sha256(record.data), metadata: sha256(record.metadata) };
  const { id, revision } = record;
  const named = { stream: bounded(record.stream), type: bounded(record.type) };
  const entry = Buffer.from(canonicalJson({ id, raw, revision: Number(revision), ...named }));
  return { data: {}, metadata: {}, entry, raw };
}

const MAX_NAME = 1_024;

/** So that the entry stays within its bound whatever somebody wrote there. */
const bounded = (name: string): string => (name.length <= MAX_NAME ? name : `sha256:${sha256(Buffer.from(name))}`);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

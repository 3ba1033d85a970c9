import { isAscii } from 'node:buffer';
import type { CanonicalJson } from '../ledger-events/ledger-events.js';
import { sha256 } from '../ledger-events/sha256.js';
import { quoted } from './canonical-json.js';

/** A ledger event's place and content, data and metadata canonical already. */
export interface EntryParts {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint | number;
  readonly type: string;
  readonly data: CanonicalJson;
  readonly metadata: CanonicalJson;
}

/** RFC 8785 of {data, id, metadata, revision, stream, type}: as UTF-8 it is the log's leaf. */
export function canonicalEntry({ id, stream, revision, type, data, metadata }: EntryParts): string {
  return `{"data":${data},"id":${quoted(id)},"metadata":${metadata},"revision":${revision},"stream":${quoted(stream)},"type":${quoted(type)}}`;
}

/** Metadata of `UsageRecorded` and `UsageConflicted`, canonical. `recordedAt` is RFC 3339 UTC with milliseconds. */
export function usageMetadata(
  recordedAt: string,
  kafka?: { readonly topic: string; readonly partition: number; readonly offset: bigint },
): CanonicalJson {
  const from =
    kafka === undefined
      ? ''
      : `"kafka":{"offset":"${kafka.offset}","partition":${kafka.partition},"topic":${quoted(kafka.topic)}},`;
  return `{${from}"recordedAt":${quoted(recordedAt)},"schema":1}` as CanonicalJson;
}

const DATA_START = '{"data":'.length;

/**
 * The fingerprint cut out of a canonical entry's bytes, without parsing it. Only for entries of type `UsageRecorded` or
 * `UsageConflicted`. An unescaped quote cannot stand inside a JSON string, so each mark below is found where it is meant.
 * @throws Error when the bytes are no such entry
 */
export function fingerprintOfEntry(entry: Uint8Array): Buffer {
  const text = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('latin1');
  const tokens = text.indexOf(',"tokens":{', DATA_START);
  const end = text.indexOf('}}', tokens) + 2;
  const actor = text.indexOf('"actor":"', DATA_START);
  if (tokens < 0 || end < 2 || actor < 0 || actor > tokens) throw new Error('no usage event in these entry bytes');
  const afterActor = endOfString(text, actor + '"actor":"'.length) + 1;
  const fingerprint = text.indexOf(',"fingerprint":"', afterActor);
  const kept =
    fingerprint < 0 || fingerprint > tokens
      ? text.slice(afterActor, end)
      : text.slice(afterActor, fingerprint) + text.slice(endOfString(text, fingerprint + 16), end);
  const claim = text.slice(DATA_START, actor) + kept;
  return sha256(isAscii(entry) ? claim : Buffer.from(claim, 'latin1'));
}

/** Index just behind the closing quote of the string whose content begins at `from`. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x5c) at++;
    else if (unit === 0x22) return at + 1;
  }
  throw new Error('no usage event in these entry bytes');
}

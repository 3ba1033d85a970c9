import { isUtf8 } from 'node:buffer';
import type { UsageVerdict } from '../usage-event/usage-event.js';
import { isObject } from '../usage-event/field-rules.js';
import { identityOf, validateUsageEvent } from '../usage-event/validate-usage-event.js';
import { BinaryCandidate } from './binary-candidate.js';
import { readContentType } from './content-type.js';
import { parseJsonBytes } from './json-bytes.js';

export type KafkaHeaders = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
export interface KafkaMessage {
  readonly value: Buffer | null;
  readonly headers?: KafkaHeaders | undefined;
}

const STRUCTURED = 'application/cloudevents+json';
const ATTRIBUTE_PREFIX = 'ce_';

/**
 * Decodes and validates one record of the usage topic by the CloudEvents Kafka binding: structured (content type
 * `application/cloudevents+json`, or no headers that say otherwise) or binary (`ce_*` headers). Never throws, whatever
 * the bytes are.
 * @param timestampMs the record's own timestamp, ms since the epoch
 */
export function decodeKafkaRecord(record: KafkaMessage, timestampMs: number): UsageVerdict {
  const { headers, value } = record;
  let contentType: string | undefined;
  let binary = false;
  if (headers !== undefined) {
    for (const name in headers) {
      if (headers[name] === undefined) continue;
      if (name === 'content-type') contentType = headerText(headers[name]) ?? '';
      else if (name.startsWith(ATTRIBUTE_PREFIX)) binary = true;
    }
  }
  if (contentType !== undefined) {
    const type = readContentType(contentType);
    if (type.mediaType.startsWith('application/cloudevents')) {
      if (type.mediaType !== STRUCTURED || !type.isUtf8) return refuse(`content-type must be ${STRUCTURED} in UTF-8`);
      binary = false;
    } else if (!binary) {
      return refuse(`content-type is neither ${STRUCTURED} nor accompanied by ce_ headers`);
    }
  }
  if (value === null) return refuse('the record has no value');
  const parsed = parseJsonBytes(value);
  if (!parsed.ok) return refuse(`the record's value ${parsed.detail}`);
  if (!isObject(parsed.value)) return refuse("the record's value is not a JSON object");
  if (!binary) return validateUsageEvent(parsed.value, timestampMs);
  const candidate = binaryCandidate(headers!, contentType, parsed.value);
  if (typeof candidate === 'string') return refuse(candidate);
  return validateUsageEvent(candidate, timestampMs);
}

/** The candidate, or what is wrong with the headers. */
function binaryCandidate(headers: KafkaHeaders, contentType: string | undefined, data: unknown): unknown {
  const candidate = new BinaryCandidate();
  for (const name in headers) {
    if (!name.startsWith(ATTRIBUTE_PREFIX)) continue;
    const header = headers[name];
    if (header === undefined) continue;
    if (Array.isArray(header)) return 'a ce_ header stands more than once';
    candidate.attribute(name.slice(ATTRIBUTE_PREFIX.length), headerText(header));
  }
  return candidate.finish(contentType, data);
}

/** Undefined when the header is repeated or no UTF-8. */
function headerText(header: KafkaHeaders[string]): string | undefined {
  if (typeof header === 'string') return header;
  if (header === undefined || Array.isArray(header) || !isUtf8(header)) return undefined;
  return header.toString('utf8');
}

function refuse(detail: string): UsageVerdict {
  return { ok: false, fault: { code: 'not-a-cloudevent', detail }, ...identityOf(undefined) };
}

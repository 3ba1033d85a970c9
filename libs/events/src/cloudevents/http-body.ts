import { isUtf8 } from 'node:buffer';
import { isObject } from '../usage-event/field-rules.js';
import { BinaryCandidate } from './binary-candidate.js';
import { readContentType } from './content-type.js';
import { parseJsonBytes } from './json-bytes.js';

export type HttpHeaders = Readonly<Record<string, string | string[] | undefined>>;
export type HttpDecoding =
  | { readonly ok: true; readonly mode: 'structured' | 'batch' | 'binary'; readonly candidates: unknown[] }
  | {
      readonly ok: false;
      readonly code: 'not-a-cloudevent' | 'unsupported-media-type' | 'batch-too-large';
      readonly detail: string;
    };

/** Events in one request. */
export const MAX_BATCH_EVENTS = 1000;
const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const ATTRIBUTE_PREFIX = 'ce-';

/**
 * Decodes a request by the CloudEvents HTTP binding. The candidates then go through `validateUsageEvent`, one by one:
 * a bad event never fails its batch. Never throws, whatever the bytes are.
 * @param headers names in lower case, as Node gives them
 */
export function decodeHttpBody(headers: HttpHeaders, body: Buffer): HttpDecoding {
  const contentType = joined(headers['content-type']);
  const type = contentType === undefined ? undefined : readContentType(contentType);
  const mode = modeOf(type?.mediaType, headers);
  if (mode === null || (type !== undefined && !type.isUtf8) || (mode === 'binary' && type?.isJson === false)) {
    const detail = `send ${STRUCTURED}, ${BATCH}, or JSON with ce- headers, in UTF-8`;
    return { ok: false, code: 'unsupported-media-type', detail };
  }
  const parsed = parseJsonBytes(body);
  if (!parsed.ok) return notACloudEvent(`the body ${parsed.detail}`);
  if (mode === 'batch') {
    if (!Array.isArray(parsed.value)) return notACloudEvent('the body of a batch must be a JSON array');
    if (parsed.value.length > MAX_BATCH_EVENTS) {
      const detail = `the batch holds ${parsed.value.length} events; at most ${MAX_BATCH_EVENTS} are taken`;
      return { ok: false, code: 'batch-too-large', detail };
    }
    return { ok: true, mode, candidates: parsed.value };
  }
  if (!isObject(parsed.value)) return notACloudEvent('the body must be a JSON object');
  if (mode === 'structured') return { ok: true, mode, candidates: [parsed.value] };
  return { ok: true, mode, candidates: [binaryCandidate(headers, contentType, parsed.value)] };
}

function modeOf(mediaType: string | undefined, headers: HttpHeaders): 'structured' | 'batch' | 'binary' | null {
  if (mediaType === STRUCTURED) return 'structured';
  if (mediaType === BATCH) return 'batch';
  if (mediaType?.startsWith('application/cloudevents')) return null;
  for (const name in headers) if (name.startsWith(ATTRIBUTE_PREFIX)) return 'binary';
  return null;
}

function binaryCandidate(headers: HttpHeaders, contentType: string | undefined, data: unknown): unknown {
  const candidate = new BinaryCandidate();
  for (const name in headers) {
    if (!name.startsWith(ATTRIBUTE_PREFIX)) continue;
    const value = joined(headers[name]);
    if (value !== undefined) candidate.attribute(name.slice(ATTRIBUTE_PREFIX.length), decodeHeader(value));
  }
  return candidate.finish(contentType, data);
}

function joined(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

/**
 * HTTP binding, 3.1.3.2: undo double quotes, then one round of percent-decoding; the bytes are UTF-8. Node gives
 * header bytes as Latin-1 characters, so raw UTF-8 decodes as well. Undefined when the bytes are no UTF-8.
 */
function decodeHeader(header: string): string | undefined {
  let text = header.trim();
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) {
    text = text.slice(1, -1).replace(/\\(.)/g, '$1');
  }
  if (/[^\u0000-\u00ff]/.test(text)) return undefined;
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes('%')) return text;
  const decoded = text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const bytes = Buffer.from(decoded, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

function notACloudEvent(detail: string): HttpDecoding {
  return { ok: false, code: 'not-a-cloudevent', detail };
}

import { parseJsonBytes, readContentType, type UsageFault } from '@tallystick/events';
import { Problem } from '@tallystick/platform';

export type JsonObject = Record<string, unknown>;

/** A request's body as JSON. @throws Problem unsupported-media-type, invalid-query */
export function jsonBody(contentType: string | undefined, body: Buffer | undefined): unknown {
  const type = contentType === undefined ? undefined : readContentType(contentType);
  if (type?.isJson !== true || !type.isUtf8) {
    throw new Problem('unsupported-media-type', 'send application/json in UTF-8');
  }
  const parsed = parseJsonBytes(body ?? NOTHING);
  if (!parsed.ok) throw new Problem('invalid-query', `the body ${parsed.detail}`);
  return parsed.value;
}

/** The same, which must be an object. */
export function jsonObject(contentType: string | undefined, body: Buffer | undefined): JsonObject {
  const value = jsonBody(contentType, body);
  if (!isJsonObject(value)) throw new Problem('invalid-query', 'the body must be a JSON object');
  return value;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is wrong with a field of the body, as the answer tells it. */
export const problemOf = ({ code, detail, field }: UsageFault): Problem =>
  new Problem(code, detail, field === undefined ? {} : { field });

const NOTHING = Buffer.alloc(0);

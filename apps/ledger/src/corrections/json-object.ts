import { parseJsonBytes, readContentType } from '@tallystick/events';
import { Problem } from '@tallystick/platform';

/** A request's body as a JSON object. @throws Problem unsupported-media-type, invalid-query */
export function jsonObject(contentType: string | undefined, body: Buffer): Record<string, unknown> {
  const type = contentType === undefined ? undefined : readContentType(contentType);
  if (type?.isJson !== true || !type.isUtf8) {
    throw new Problem('unsupported-media-type', 'send application/json in UTF-8');
  }
  const parsed = parseJsonBytes(body);
  if (!parsed.ok) throw new Problem('invalid-query', `the body ${parsed.detail}`);
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem('invalid-query', 'the body must be a JSON object');
  }
  return value as Record<string, unknown>;
}

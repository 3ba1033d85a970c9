/** Every error code that any service answers with; docs/reference/errors.md is held against this list by a test. */
export const ERROR_CODES = {
  'not-a-cloudevent': { status: 400, title: 'The body is not a CloudEvent' },
  'unsupported-type': { status: 400, title: 'The event type or version is not supported' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  'missing-field': { status: 400, title: 'A required field is missing' },
  'unknown-field': { status: 400, title: 'A field is not known' },
  'invalid-field': { status: 400, title: 'A field has a value that is not allowed' },
  'time-in-future': { status: 400, title: 'The event lies in the future' },
  'no-tokens': { status: 400, title: 'The event reports no tokens' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'batch-too-large': { status: 413, title: 'The batch holds too many events' },
  'identity-conflict': { status: 409, title: 'An event of this source and id says something else' },
  'already-voided': { status: 409, title: 'The event was voided before' },
  'not-a-change': { status: 409, title: 'The correction changes nothing' },
  'not-found': { status: 404, title: 'Nothing was found' },
  unauthenticated: { status: 401, title: 'Nobody is known by these credentials' },
  forbidden: { status: 403, title: 'The caller may not do this' },
  'group-too-small': { status: 403, title: 'The group is too small to be shown' },
  'ledger-unavailable': { status: 503, title: 'The ledger cannot be reached' },
  'intake-full': { status: 503, title: 'The intake has no room at the moment' },
  'not-caught-up': { status: 503, title: 'The answer is not ready yet' },
  'invalid-query': { status: 400, title: 'The request is not well formed' },
  internal: { status: 500, title: 'Something broke inside' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

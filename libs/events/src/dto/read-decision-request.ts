import { CORRECTABLE_ATTRIBUTES, type CorrectedAttributes } from '../ledger-events/usage-decisions.js';
import { BUCKETS, isObject } from '../usage-event/field-rules.js';
import type { TokenBuckets, UsageFault } from '../usage-event/usage-event.js';
import { CorrectedAttributesDto, CorrectionDto, VoidDto } from './decision.dto.js';
import { faultsOf, firstOf } from './decorator-faults.js';
import { TokensDto } from './usage-event.dto.js';

/** Body of `POST /v1/voids`. */
export interface VoidRequest {
  readonly source: string;
  readonly id: string;
  readonly reason: string;
}

/** Body of `POST /v1/corrections`; `tokens`, `attributes` or both. Buckets that were left out are 0. */
export interface CorrectionRequest extends VoidRequest {
  readonly tokens?: TokenBuckets;
  readonly attributes?: CorrectedAttributes;
}

export type RequestReading<Request> =
  { readonly ok: true; readonly request: Request } | { readonly ok: false; readonly fault: UsageFault };

const VOID_FIELDS = ['source', 'id', 'reason'];
const CORRECTION_FIELDS = ['source', 'id', 'tokens', 'attributes', 'reason'];
/** In this order the first of several faults is told. */
const FIELDS = [
  ...['source', 'id', 'tokens'],
  ...BUCKETS.map((bucket) => `tokens.${bucket}`),
  'attributes',
  ...CORRECTABLE_ATTRIBUTES.map((name) => `attributes.${name}`),
  'reason',
];

/** Holds a body to the rules of the usage event's fields. Unknown members are refused, not dropped. */
export function readVoidRequest(body: Record<string, unknown>): RequestReading<VoidRequest> {
  const fault = firstOf(faultsOf(new VoidDto(), body, '', VOID_FIELDS), FIELDS);
  return fault === null ? { ok: true, request: body as unknown as VoidRequest } : { ok: false, fault };
}

/** The same; the new tokens may not all be 0: that is what a void is for. */
export function readCorrectionRequest(body: Record<string, unknown>): RequestReading<CorrectionRequest> {
  const { tokens, attributes } = body;
  const faults = faultsOf(new CorrectionDto(), body, '', CORRECTION_FIELDS);
  if (tokens === undefined && attributes === undefined) {
    faults.push({ code: 'missing-field', field: 'tokens', detail: 'tokens or attributes is required' });
  }
  if (isObject(tokens)) faults.push(...faultsOf(new TokensDto(), tokens, 'tokens.', BUCKETS));
  if (isObject(attributes)) {
    faults.push(...faultsOf(new CorrectedAttributesDto(), attributes, 'attributes.', CORRECTABLE_ATTRIBUTES));
  }
  const fault = firstOf(faults, FIELDS);
  if (fault !== null) return { ok: false, fault };
  const request = body as unknown as CorrectionRequest;
  if (request.tokens === undefined) return { ok: true, request };
  const complete = completeBuckets(request.tokens);
  if (BUCKETS.some((bucket) => complete[bucket] > 0)) return { ok: true, request: { ...request, tokens: complete } };
  const detail = 'at least one of the token buckets must be above 0; to take the event out, void it';
  return { ok: false, fault: { code: 'no-tokens', field: 'tokens', detail } };
}

function completeBuckets(tokens: Partial<TokenBuckets>): TokenBuckets {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0, reasoning = 0 } = tokens;
  return { input, output, cacheRead, cacheWrite, reasoning };
}

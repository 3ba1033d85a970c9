import { isObject } from '../usage-event/field-rules.js';
import { MalformedLedgerEvent, refuseUnknown, requireDigest, requireText, requireTokens } from './ledger-data-rules.js';
import {
  CORRECTABLE_ATTRIBUTES,
  decisionStream,
  USAGE_CORRECTED,
  USAGE_VOIDED,
  type UsageDecisionEvent,
} from './usage-decisions.js';

const MEMBERS = new Map<string, readonly string[]>([
  [USAGE_CORRECTED, ['eventKey', 'tokens', 'attributes', 'reason', 'author']],
  [USAGE_VOIDED, ['eventKey', 'reason', 'author']],
]);

/**
 * A `UsageCorrected` or `UsageVoided`, held to its schema and to its place: the stream of its own usage event.
 * @throws MalformedLedgerEvent anything else, other types included
 */
export function parseUsageDecision(event: {
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}): UsageDecisionEvent {
  const { stream, type, data } = event;
  const members = MEMBERS.get(type);
  if (members === undefined) throw new MalformedLedgerEvent(`unknown event type ${type}`);
  refuseUnknown(type, data, members);
  requireDigest(type, 'eventKey', data['eventKey']);
  requireText(type, 'reason', data['reason']);
  requireText(type, 'author', data['author']);
  if (data['tokens'] !== undefined) requireTokens(type, data['tokens']);
  if (data['attributes'] !== undefined) requireAttributes(type, data['attributes']);
  if (type === USAGE_CORRECTED && data['tokens'] === undefined && data['attributes'] === undefined) {
    throw new MalformedLedgerEvent(`${type}: neither tokens nor attributes`);
  }
  if (stream !== decisionStream(data['eventKey'] as string)) {
    throw new MalformedLedgerEvent(`${type}: stands in the stream of another event`);
  }
  return { type, data } as unknown as UsageDecisionEvent;
}

function requireAttributes(type: string, attributes: unknown): void {
  if (!isObject(attributes)) throw new MalformedLedgerEvent(`${type}: attributes is no object`);
  for (const [name, value] of Object.entries(attributes)) {
    if (!(CORRECTABLE_ATTRIBUTES as readonly string[]).includes(name)) {
      throw new MalformedLedgerEvent(`${type}: unknown attribute ${name}`);
    }
    if (value === null && name !== 'provider' && name !== 'model') continue;
    requireText(type, `attributes.${name}`, value);
  }
}

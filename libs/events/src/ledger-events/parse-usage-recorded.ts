import { parseRfc3339 } from '../time/rfc3339.js';
import { MalformedLedgerEvent, requireDigest, requireText, requireTokens } from './ledger-data-rules.js';
import {
  USAGE_CONFLICTED,
  USAGE_RECORDED,
  type UsageConflictedData,
  type UsageMetadata,
  type UsageRecordedData,
} from './ledger-events.js';

/**
 * Data of a `UsageRecorded` or `UsageConflicted`, held to its schema: every member known, of its kind, and complete.
 * @throws MalformedLedgerEvent anything else, other types included
 */
export function parseUsageRecorded(
  type: string,
  data: Readonly<Record<string, unknown>>,
): UsageRecordedData | UsageConflictedData {
  if (type !== USAGE_RECORDED && type !== USAGE_CONFLICTED)
    throw new MalformedLedgerEvent(`unknown event type ${type}`);
  if (typeof data !== 'object' || data === null) throw new MalformedLedgerEvent(`${type}: data is no object`);
  for (const name in data) {
    switch (name) {
      case 'eventKey':
      case 'source':
      case 'actor':
      case 'provider':
      case 'model':
      case 'occurredAt':
      case 'team':
      case 'project':
      case 'activity':
      case 'agent':
      case 'session':
      case 'automation':
      case 'reportedCostUsd':
        requireText(type, name, data[name]);
        break;
      case 'tokens':
        requireTokens(type, data[name]);
        break;
      case 'fingerprint':
        if (type !== USAGE_CONFLICTED) throw new MalformedLedgerEvent(`${type}: unknown member ${name}`);
        break;
      default:
        throw new MalformedLedgerEvent(`${type}: unknown member ${name}`);
    }
  }
  requireText(type, 'source', data['source']);
  requireText(type, 'actor', data['actor']);
  requireText(type, 'provider', data['provider']);
  requireText(type, 'model', data['model']);
  requireDigest(type, 'eventKey', data['eventKey']);
  if (type === USAGE_CONFLICTED) requireDigest(type, 'fingerprint', data['fingerprint']);
  requireTokens(type, data['tokens']);
  const { occurredAt } = data;
  if (typeof occurredAt !== 'string' || parseRfc3339(occurredAt)?.canonical !== occurredAt) {
    throw new MalformedLedgerEvent(`${type}: occurredAt is no canonical UTC time`);
  }
  return data as unknown as UsageRecordedData | UsageConflictedData;
}

/** Metadata of the same events, and of decisions. @throws MalformedLedgerEvent */
export function parseUsageMetadata(metadata: Readonly<Record<string, unknown>>): UsageMetadata {
  const { recordedAt, schema } = metadata;
  if (schema !== 1) throw new MalformedLedgerEvent(`metadata: schema ${JSON.stringify(schema)} is not known here`);
  if (typeof recordedAt !== 'string' || parseRfc3339(recordedAt) === null) {
    throw new MalformedLedgerEvent('metadata: recordedAt is no RFC 3339 time');
  }
  return metadata as unknown as UsageMetadata;
}

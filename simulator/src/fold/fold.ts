import {
  BUCKETS,
  fingerprintOfRecorded,
  isDecisionStream,
  parseUsageDecision,
  parseUsageRecorded,
  USAGE_CONFLICTED,
  USAGE_RECORDED,
  USAGE_VOIDED,
  type TokenBuckets,
  type UsageDecisionEvent,
} from '@tallystick/events';
import type { LedgerEvent, LedgerPage } from '@tallystick/ledger-store';
import type { AuditRow, Changes, FirstOfKey, Status, Tables, Total } from './tables.js';

/** All of it happens, or nothing. */
export type Transaction = (work: () => void) => Promise<void>;

/** A page's changes while they are made. */
interface Draft extends Changes {
  readonly rows: AuditRow[];
  readonly totals: Total[];
  readonly firsts: Map<string, FirstOfKey>;
}

/** A pure fold over the ledger's order: the first of its key counts, as the decisions about it leave it. */
export class Fold {
  constructor(protected readonly tables: Tables) {}

  /** What the events change, with the tables as they stand. */
  changesOf(events: readonly LedgerEvent[]): Changes {
    const draft: Draft = { rows: [], totals: [], firsts: new Map() };
    for (const event of events) {
      if (event.type === USAGE_RECORDED || event.type === USAGE_CONFLICTED) this.#takeUsage(event, draft);
      else if (isDecisionStream(event.stream)) this.#takeDecision(event, draft);
    }
    return draft;
  }

  #takeUsage(event: LedgerEvent, draft: Draft): void {
    const { position } = event;
    const data = parseUsageRecorded(event.type, event.data);
    const { eventKey, actor } = data;
    const fingerprint = fingerprintOfRecorded(data).toString('base64url');
    const status = this.statusOf(event.type, this.#firstOf(eventKey, draft), fingerprint);
    draft.rows.push({ position, eventKey, fingerprint, status });
    if (status !== 'counted') return;
    const day = data.occurredAt.slice(0, 10);
    const tokens = sumOf(data.tokens);
    draft.firsts.set(eventKey, { fingerprint, actor, day, tokens, voided: false });
    draft.totals.push({ actor, day, tokens });
  }

  statusOf(type: string, first: FirstOfKey | undefined, fingerprint: string): Status {
    if (type === USAGE_CONFLICTED) return 'conflict';
    if (first === undefined) return 'counted';
    return first.fingerprint === fingerprint ? 'duplicate' : 'conflict';
  }

  #takeDecision(event: LedgerEvent, draft: Draft): void {
    const decision = parseUsageDecision(event);
    const { eventKey } = decision.data;
    const first = this.#firstOf(eventKey, draft);
    if (first === undefined || first.voided) return;
    const after = this.afterDecision(first, decision);
    draft.firsts.set(eventKey, after);
    draft.totals.push({ actor: first.actor, day: first.day, tokens: after.tokens - first.tokens });
  }

  afterDecision(first: FirstOfKey, { type, data }: UsageDecisionEvent): FirstOfKey {
    if (type === USAGE_VOIDED) return { ...first, tokens: 0, voided: true };
    return data.tokens === undefined ? first : { ...first, tokens: sumOf(data.tokens) };
  }

  #firstOf(eventKey: string, draft: Draft): FirstOfKey | undefined {
    return draft.firsts.get(eventKey) ?? this.tables.firstOf(eventKey);
  }

  /** Rows and checkpoint together. @throws Fenced */
  async store(after: bigint, page: LedgerPage, changes: Changes, transaction: Transaction): Promise<void> {
    await transaction(() => this.tables.commit(after, page.last, changes));
  }
}

const sumOf = (tokens: TokenBuckets): number => BUCKETS.reduce((sum, bucket) => sum + tokens[bucket], 0);

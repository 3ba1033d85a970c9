import { CliFailure, failureLine } from '../failure.js';
import { httpCall, type HttpAnswer } from './http-call.js';

const REQUEST_TIMEOUT_MS = 60_000;
const PROBE_TIMEOUT_MS = 5_000;
const MAX_OUTAGE_MS = 120_000;
/** A longer `Retry-After` is not waited for in one go. */
const MAX_RETRY_AFTER_MS = 30_000;

/** What the ledger said about one event. */
export interface EventResult {
  readonly status: 'recorded' | 'duplicate' | 'rejected';
  readonly position?: string;
  readonly error?: { readonly code: string; readonly detail: string; readonly field?: string };
}

/** The ledger cannot take events now, or its answer got lost: the same events may be sent again. */
export class LedgerAway extends Error {
  constructor(
    reason: string,
    readonly retryAfterMs: number,
  ) {
    super(reason);
  }
}

/** The whole request was refused, by its code: one of the events spoils it, or it is too large. */
export class BatchRefused extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** The ledger's HTTP intake. */
export class LedgerClient {
  readonly url: string;

  constructor(
    url: string,
    private readonly token: string | undefined,
    /** How long the ledger may be away, e.g. while it restarts, before an import gives up. */
    readonly maxOutageMs = MAX_OUTAGE_MS,
  ) {
    this.url = url.replace(/\/+$/, '');
  }

  /** @throws CliFailure nobody answers there */
  async assertRunning(): Promise<void> {
    try {
      await httpCall({ method: 'GET', url: `${this.url}/health/live`, timeoutMs: PROBE_TIMEOUT_MS });
    } catch (error) {
      throw new CliFailure(`no ledger answers at ${this.url} (${failureLine(error)}): start it with "npm start"`);
    }
  }

  /**
   * Sends events (CloudEvents as JSON text) as one batch and answers for each, in order.
   * @throws LedgerAway send them again; BatchRefused; CliFailure nothing will help but the user
   */
  async post(events: readonly string[]): Promise<readonly EventResult[]> {
    const answer = await this.request(`[${events.join(',')}]`);
    if (answer.status === 200) return resultsOf(answer.body, events.length, this.url);
    const problem = parsed(answer.body) as { code?: unknown; detail?: unknown } | undefined;
    const code = typeof problem?.code === 'string' ? problem.code : `status ${answer.status}`;
    const detail = typeof problem?.detail === 'string' ? problem.detail : answer.body.slice(0, 200);
    if (answer.status >= 500 || answer.status === 429)
      throw new LedgerAway(`${code}: ${detail}`, Math.min(answer.retryAfterMs, MAX_RETRY_AFTER_MS));
    if (answer.status === 400 || answer.status === 413) throw new BatchRefused(code, detail);
    if (answer.status === 401) {
      throw new CliFailure(`the ledger at ${this.url} asks for a key: set TALLYSTICK_TOKEN (${detail})`);
    }
    if (answer.status === 403) throw new CliFailure(`the ledger at ${this.url} does not allow this key: ${detail}`);
    throw new CliFailure(`${this.url} does not answer like a Tallystick ledger (${code}): check --to`);
  }

  private async request(body: string): Promise<HttpAnswer> {
    try {
      return await httpCall({
        method: 'POST',
        url: `${this.url}/v1/events`,
        token: this.token,
        contentType: 'application/cloudevents-batch+json',
        body,
        timeoutMs: REQUEST_TIMEOUT_MS,
      });
    } catch (error) {
      throw new LedgerAway(failureLine(error), 0);
    }
  }
}

function resultsOf(body: string, expected: number, url: string): readonly EventResult[] {
  const results = (parsed(body) as { results?: unknown } | undefined)?.results;
  if (Array.isArray(results) && results.length === expected) return results as EventResult[];
  throw new CliFailure(`${url} does not answer like a Tallystick ledger (no result per event): check --to`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller says what was expected.
    return undefined;
  }
}

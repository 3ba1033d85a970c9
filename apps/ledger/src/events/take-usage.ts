import { validateUsageEvent, type UsageEvent } from '@tallystick/events';
import { LedgerUnavailable } from '@tallystick/ledger-store';
import { maySpeakFor, Problem, type Caller } from '@tallystick/platform';
import { VaultUnavailable } from '@tallystick/vault';
import { IntakeFull, PartlyRecorded, type IntakeAnswer, type UsageIntake } from '../intake/index.js';
import type { IntakeMetrics } from '../metrics/intake-metrics.js';
import { answered, rejected, type UsageResult } from './usage-results.js';

type EventMetrics = Pick<IntakeMetrics, 'waiting' | 'refused'>;

/** What one request brings. */
export interface UsageRequest {
  readonly candidates: readonly unknown[];
  readonly bodyBytes: number;
  readonly arrivedAtMs: number;
}

/**
 * Takes the candidates of one request, in order: validate, check the source, record, answer.
 * @throws Problem intake-full, ledger-unavailable: nothing was recorded
 */
export async function takeUsage(
  { candidates, bodyBytes, arrivedAtMs }: UsageRequest,
  caller: Caller,
  intake: UsageIntake,
  metrics: EventMetrics,
): Promise<UsageResult[]> {
  const results = new Array<UsageResult>(candidates.length);
  const taken: { readonly at: number; readonly event: UsageEvent }[] = [];
  for (let at = 0; at < candidates.length; at++) {
    const verdict = validateUsageEvent(candidates[at], arrivedAtMs);
    if (!verdict.ok) results[at] = rejected(verdict.id, verdict.source, verdict.fault);
    else if (!maySpeakFor(caller, verdict.event.source)) results[at] = foreignSource(verdict.event);
    else taken.push({ at, event: verdict.event });
  }
  const answers = await record(taken, bodyBytes, intake, metrics);
  for (let i = 0; i < taken.length; i++) {
    const { at, event } = taken[i]!;
    results[at] = resultOf(event, answers[i]);
  }
  for (const result of results) if (result.status === 'rejected') metrics.refused(result.error.code);
  return results;
}

async function record(
  items: readonly { readonly event: UsageEvent }[],
  bodyBytes: number,
  intake: UsageIntake,
  metrics: EventMetrics,
): Promise<readonly (IntakeAnswer | undefined)[]> {
  if (items.length === 0) return [];
  metrics.waiting(items.length);
  try {
    return await intake.takeHttp(items, bodyBytes);
  } catch (error) {
    if (error instanceof PartlyRecorded) return error.answers;
    throw problemOfIntake(error);
  } finally {
    metrics.waiting(-items.length);
  }
}

function problemOfIntake(error: unknown): unknown {
  if (error instanceof IntakeFull) {
    return new Problem('intake-full', 'too many events wait for the ledger; nothing was recorded, send again later', {
      retryAfterSeconds: Math.ceil(error.retryAfterMs / 1_000),
      cause: error,
    });
  }
  if (error instanceof LedgerUnavailable || error instanceof VaultUnavailable) {
    return new Problem(
      'ledger-unavailable',
      'the ledger cannot record at the moment; nothing was recorded, send again',
      {
        cause: error,
      },
    );
  }
  return error;
}

function resultOf(event: UsageEvent, answer: IntakeAnswer | undefined): UsageResult {
  if (answer === undefined) {
    return rejected(event.id, event.source, {
      code: 'ledger-unavailable',
      detail: 'not recorded: the ledger stopped answering in the middle of the batch; send this one again',
    });
  }
  if (answer.status === 'conflict') {
    return rejected(event.id, event.source, { code: 'identity-conflict', detail: answer.detail });
  }
  return answered(answer.status, event.id, event.source, answer.position);
}

const foreignSource = (event: UsageEvent): UsageResult =>
  rejected(event.id, event.source, {
    code: 'forbidden',
    detail: 'this API key may not speak for this source',
    field: 'source',
  });

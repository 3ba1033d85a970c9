import pRetry from 'p-retry';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UsageItem } from '../reading/usage-reading.js';
import { BatchRefused, LedgerAway, type EventResult, type LedgerClient } from './ledger-client.js';

const BACKOFF = { minTimeout: 200, factor: 2, maxTimeout: 5_000, randomize: true };

export interface SendingHooks {
  /** Each event's answer, once. */
  answered(item: UsageItem, result: EventResult): void;
  /** The batch was sent again: an answer was lost, or the ledger was away. */
  again(reason: string): void;
}

/**
 * Sends one batch until every event of it is answered for. A lost answer is no harm: what was recorded by then answers
 * `duplicate` the next time.
 * @throws LedgerAway it stayed away for too long; the events without an answer were not sent or are in doubt
 */
export async function sendBatch(client: LedgerClient, batch: readonly UsageItem[], hooks: SendingHooks): Promise<void> {
  let waiting = batch;
  const deadlineMs = Date.now() + client.maxOutageMs;
  await pRetry(
    async () => {
      waiting = await sendOnce(client, waiting, hooks);
      if (waiting.length > 0) throw new LedgerAway('the ledger took only a part of the batch', 0);
    },
    {
      ...BACKOFF,
      retries: Infinity,
      maxRetryTime: client.maxOutageMs,
      shouldRetry: ({ error }) => error instanceof LedgerAway && Date.now() < deadlineMs,
      onFailedAttempt: async ({ error }) => {
        if (!(error instanceof LedgerAway)) return;
        hooks.again(error.message);
        await sleep(Math.min(error.retryAfterMs, Math.max(0, deadlineMs - Date.now())));
      },
    },
  );
}

/** @returns the events that must be sent again */
async function sendOnce(
  client: LedgerClient,
  batch: readonly UsageItem[],
  hooks: SendingHooks,
): Promise<readonly UsageItem[]> {
  let results: readonly EventResult[];
  try {
    results = await client.post(batch.map((item) => item.json));
  } catch (error) {
    if (!(error instanceof BatchRefused)) throw error;
    return refusedBatch(client, batch, error, hooks);
  }
  return batch.filter((item, i) => {
    const result = results[i] as EventResult;
    if (result.error?.code === 'ledger-unavailable') return true;
    hooks.answered(item, result);
    return false;
  });
}

/** One bad event must not keep the others out: halve the batch until it stands alone. */
async function refusedBatch(
  client: LedgerClient,
  batch: readonly UsageItem[],
  refusal: BatchRefused,
  hooks: SendingHooks,
): Promise<readonly UsageItem[]> {
  if (batch.length === 1) {
    const { code, detail } = refusal;
    hooks.answered(batch[0] as UsageItem, { status: 'rejected', error: { code, detail } });
    return [];
  }
  const half = Math.ceil(batch.length / 2);
  const halves = [batch.slice(0, half), batch.slice(half)];
  const again: UsageItem[] = [];
  for (const [i, part] of halves.entries()) {
    try {
      again.push(...(await sendOnce(client, part, hooks)));
    } catch (error) {
      if (!(error instanceof LedgerAway)) throw error;
      again.push(...part, ...halves.slice(i + 1).flat());
      break;
    }
  }
  return again;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { cloudEvent, type Fact } from './made-up-load.fixture.js';

interface Result {
  readonly status: 'recorded' | 'duplicate' | 'rejected';
  readonly error?: { readonly code: string };
}

/** Codes by which a ledger says: not now, send it again. */
const AGAIN = new Set(['ledger-unavailable', 'intake-full']);
const ANSWER_TIMEOUT_MS = 10_000;
const PAUSE_MS = 200;

/** Sends events to one ledger after the other until each is answered for, as a client that retries would. */
export async function publishByHttp(ledgers: readonly string[], facts: readonly Fact[]): Promise<void> {
  let open = facts;
  for (let attempt = 0; ; attempt += 1) {
    open = await unanswered(ledgers[attempt % ledgers.length]!, open);
    if (open.length === 0) return;
    await sleep(PAUSE_MS);
  }
}

async function unanswered(ledger: string, facts: readonly Fact[]): Promise<readonly Fact[]> {
  let answer: Response;
  try {
    answer = await fetch(`${ledger}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: `[${facts.map((fact) => cloudEvent(fact)).join()}]`,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    if (answer.status === 503) return facts;
    if (answer.status !== 200) throw new Refused(`HTTP ${answer.status}: ${await answer.text()}`);
    const { results } = (await answer.json()) as { results: Result[] };
    return facts.filter((_, n) => mustGoAgain(results[n]!));
  } catch (error) {
    if (error instanceof Refused) throw error;
    // Killed before, within or behind its answer: nobody knows, so it goes again.
    return facts;
  }
}

function mustGoAgain({ status, error }: Result): boolean {
  if (status !== 'rejected') return false;
  if (!AGAIN.has(error!.code)) throw new Refused(`a sound event was refused: ${error!.code}`);
  return true;
}

class Refused extends Error {}

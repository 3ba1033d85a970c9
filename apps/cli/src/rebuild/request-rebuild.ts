import type { RebuildReport } from './rebuild-report.js';
import { CliFailure, failureLine } from '../failure.js';
import { httpCall, type HttpAnswer } from '../sending/http-call.js';

/** A rebuild folds the whole ledger: at tens of thousands of events a second this is some hundred million of them. */
const REBUILD_TIMEOUT_MS = 4 * 3_600_000;
const STATE_EVERY_MS = 2_000;
const PROBE_TIMEOUT_MS = 5_000;

/** Nothing listens at the projector's address. */
export class NobodyThere extends Error {}

export interface RebuildRequest {
  readonly url: string;
  readonly token: string | undefined;
  readonly swap: boolean;
  /** Hears from time to time how far it is. */
  readonly onState: (sentence: string) => void;
}

export type RebuildAnswer = Omit<RebuildReport, 'by'>;

/**
 * Asks a running projector to rebuild, and waits for it.
 * @throws NobodyThere | CliFailure
 */
export async function requestRebuild({ url, token, swap, onState }: RebuildRequest): Promise<RebuildAnswer> {
  await httpCall({ method: 'GET', url: `${url}/health/live`, timeoutMs: PROBE_TIMEOUT_MS }).catch((error: unknown) => {
    throw new NobodyThere(failureLine(error));
  });
  const watching = setInterval(() => void stateOf(url, token).then(onState), STATE_EVERY_MS);
  const answer = await httpCall({
    method: 'POST',
    url: `${url}/v1/rebuild`,
    token,
    contentType: 'application/json',
    body: JSON.stringify({ compare: !swap }),
    timeoutMs: REBUILD_TIMEOUT_MS,
  })
    .catch((error: unknown) => {
      throw new CliFailure(`the projector at ${url} did not finish (${failureLine(error)}): look at its log`);
    })
    .finally(() => clearInterval(watching));
  return rebuildAnswer(answer, url);
}

/** One sentence; a projector too busy to tell how far it is says so, and goes on rebuilding. */
async function stateOf(url: string, token: string | undefined): Promise<string> {
  try {
    const { body } = await httpCall({ method: 'GET', url: `${url}/v1/rebuild`, token, timeoutMs: PROBE_TIMEOUT_MS });
    const { status, position, end } = JSON.parse(body) as Record<string, string | null>;
    return status === 'running' && end !== null ? `folded up to position ${position} of ${end}` : 'still waiting';
  } catch (error) {
    return `still waiting (${failureLine(error)})`;
  }
}

function rebuildAnswer({ status, body }: HttpAnswer, url: string): RebuildAnswer {
  if (status === 401) throw new CliFailure(`the projector at ${url} asks for a key: set TALLYSTICK_TOKEN`);
  if (status < 200 || status > 299) throw new CliFailure(`the projector at ${url} refused: ${detailOf(body)}`);
  const answer = JSON.parse(body) as RebuildAnswer;
  if (typeof answer.equal === 'boolean') return answer;
  throw new CliFailure(`${url} does not answer like a Tallystick projector: check --to`);
}

function detailOf(body: string): string {
  try {
    return String((JSON.parse(body) as { detail?: unknown }).detail ?? body);
  } catch {
    // No problem document: what came stands for itself.
    return body.slice(0, 200);
  }
}

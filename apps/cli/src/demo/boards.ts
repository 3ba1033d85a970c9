import { setTimeout as sleep } from 'node:timers/promises';
import { CliFailure } from '../failure.js';
import { httpCall } from '../sending/http-call.js';

/** The projector folds tens of thousands of events a second; a trace of a million may take this long. */
const MAX_FOLD_MS = 300_000;
const REQUEST_TIMEOUT_MS = 30_000;
const AGAIN_MS = 200;
const ROWS = 10;
const MAX_BOARDS = 3;

/** A leaderboard as the projector answers it (contract: `GET /v1/leaderboards/{subject}`). */
export interface Board {
  readonly subject: string;
  readonly metric: string;
  readonly rows: readonly {
    readonly rank: number;
    readonly subject: string | null;
    readonly value: number | string | null;
    readonly share: number;
  }[];
  readonly total: number | string | null;
  readonly asOf: { readonly position: string; readonly logSize: number };
}

export interface Boards {
  readonly tokens: number | string | null;
  readonly events: number | string | null;
  readonly boards: readonly Board[];
  /** Subjects that no event states. */
  readonly empty: readonly string[];
}

/** Waits until the projector has folded `position`, then asks for the boards that the input can fill. */
export async function firstBoards(projectorUrl: string, position: string | null): Promise<Boards> {
  const actors = await board(projectorUrl, 'actors', 'tokens', position);
  const events = await board(projectorUrl, 'actors', 'events', position);
  const boards: Board[] = [];
  const empty: string[] = [];
  for (const subject of ['teams', 'projects', 'models']) {
    const one = await board(projectorUrl, subject, 'tokens', position);
    // A trace without teams has no board of teams: it would be one row of nobody.
    if (one.rows.some((row) => row.subject !== null)) boards.push(one);
    else empty.push(subject);
  }
  return { tokens: actors.total, events: events.total, boards: [actors, ...boards].slice(0, MAX_BOARDS), empty };
}

async function board(url: string, subject: string, metric: string, atLeast: string | null): Promise<Board> {
  const query = new URLSearchParams({ metric, limit: String(ROWS), ...(atLeast === null ? {} : { atLeast }) });
  const call = {
    method: 'GET',
    url: `${url}/v1/leaderboards/${subject}?${query}`,
    timeoutMs: REQUEST_TIMEOUT_MS,
  } as const;
  for (const deadlineMs = Date.now() + MAX_FOLD_MS; Date.now() < deadlineMs; await sleep(AGAIN_MS)) {
    const answer = await httpCall(call);
    if (answer.status === 200) return JSON.parse(answer.body) as Board;
    // 503 `not-caught-up`: the projector waited for up to 5 s already.
    if (answer.status !== 503) throw new CliFailure(`the projector refused ${call.url}: ${answer.body}`);
  }
  throw new CliFailure(
    `the projector did not fold the import within ${MAX_FOLD_MS / 1_000} s: see ${url}/health/ready`,
  );
}

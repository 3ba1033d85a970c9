import { expect } from '@jest/globals';
import { waitUntil } from '../wait-until.js';
import type { Recount } from './recount.fixture.js';

interface Board {
  readonly rows: readonly { readonly subject: string | null; readonly value: number }[];
  readonly total: number;
}

/** The keys that the ledger recorded, and the position of its last event. */
export async function recordedKeys(ledger: string): Promise<{ keys: Set<string>; last: string }> {
  const keys = new Set<string>();
  let last = '0';
  for (;;) {
    const answer = await fetch(`${ledger}/v1/history?limit=10000${last === '0' ? '' : `&after=${last}`}`);
    expect(answer.status).toBe(200);
    const lines = (await answer.text()).split('\n').filter(Boolean);
    if (lines.length === 0) return { keys, last };
    for (const line of lines) {
      const event = JSON.parse(line) as { position: string; type: string; data: { eventKey: string } };
      if (event.type === 'UsageRecorded') keys.add(event.data.eventKey);
      last = event.position;
    }
  }
}

/** The projector's boards, once it has folded `atLeast`, are those of an independent recount. */
export async function expectBoards(
  projector: string,
  { atLeast, window, timeoutMs }: { atLeast: string; window: string; timeoutMs?: number },
  expected: Recount,
): Promise<void> {
  const board = (path: string): Promise<Board> =>
    waitUntil(
      async () => {
        const answer = await fetch(`${projector}/v1/leaderboards/${path}&${window}&limit=1000&atLeast=${atLeast}`);
        if (answer.status === 503) return null;
        expect(answer.status).toBe(200);
        return (await answer.json()) as Board;
      },
      { timeoutMs, what: `the projector to fold position ${atLeast}` },
    );
  const values = ({ rows }: Board) => rows.map(({ value }) => value);
  const bySubject = ({ rows }: Board) => new Map(rows.map(({ subject, value }) => [subject, value]));
  expect(bySubject(await board('teams?metric=tokens'))).toEqual(expected.byTeam);
  expect(bySubject(await board('models?metric=tokens'))).toEqual(expected.byModel);
  expect(values(await board('actors?metric=tokens'))).toEqual(expected.perPerson);
  expect(values(await board('actors?metric=activeDays'))).toEqual(expected.activeDaysPerPerson);
  expect((await board('sources?metric=events')).total).toBe(expected.events);
}

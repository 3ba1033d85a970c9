import { describe, expect, it } from '@jest/globals';
import { FIRST_DELAY_MS, followStream, REFUSED_DELAY_MS } from './follow-stream.js';

type Answer = Response | Error;
const stream = (text: string) =>
  new Response(text, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });

/** Follows through the given answers, then ends; says what was asked, seen and waited for. */
async function follow(...answers: Answer[]) {
  const ending = new AbortController();
  const asked: (string | null)[] = [];
  const seen: string[] = [];
  const waited: number[] = [];
  await followStream(
    {
      open: async (lastEventId) => {
        const answer = answers.shift();
        if (answer === undefined) ending.abort();
        else asked.push(lastEventId);
        if (answer instanceof Response) return answer;
        throw answer ?? new Error('ended');
      },
      onMessage: ({ event, data }) => seen.push(`${event} ${data}`),
      onMode: (mode) => seen.push(mode),
      wait: async (ms) => void waited.push(ms),
      silenceMs: 500,
    },
    ending.signal,
  );
  return { asked, seen, waited };
}

describe('following the stream', () => {
  it('hands over messages and goes on after the last one when it ends', async () => {
    const { asked, seen } = await follow(
      stream(
        'id: 7\nevent: position\ndata: {"position":"7"}\n\n: heartbeat\n\nid: 9\nevent: leaderboard\ndata: {}\n\n',
      ),
      stream(''),
    );
    expect(asked).toEqual([null, '9']);
    expect(seen).toEqual(['live', 'position {"position":"7"}', 'leaderboard {}', 'connecting', 'live', 'connecting']);
  });

  it('leaves a message that was cut off to the next stream', async () => {
    const { asked, seen } = await follow(stream('id: 7\nevent: position\ndata: {"po'), stream(''));
    expect(asked).toEqual([null, null]);
    expect(seen).not.toContainEqual(expect.stringContaining('position'));
  });

  it('takes a stream that says nothing any more for lost, whatever came before', async () => {
    const silent = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (stream) => stream.enqueue(new TextEncoder().encode('id: 7\nevent: position\ndata: {}\n\n')),
    });
    const { asked, seen } = await follow(
      new Response(silent, { headers: { 'content-type': 'text/event-stream' } }),
      stream(''),
    );
    expect(asked).toEqual([null, '7']);
    expect(seen).toEqual(['live', 'position {}', 'connecting', 'live', 'connecting']);
  });

  it('waits longer and longer while nobody answers, and says so', async () => {
    const { seen, waited } = await follow(new TypeError('no network'), new TypeError('no network'));
    expect(seen).toEqual(['away', 'away']);
    expect(waited).toEqual([FIRST_DELAY_MS, 2 * FIRST_DELAY_MS]);
  });

  it.each([
    ['a service that has no stream', new Response('', { status: 404 }), REFUSED_DELAY_MS],
    ['a key that may not', new Response('', { status: 403 }), REFUSED_DELAY_MS],
    [
      'a page instead of a stream',
      new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      REFUSED_DELAY_MS,
    ],
    ['a service that is busy', new Response('', { status: 503 }), FIRST_DELAY_MS],
  ])('leaves the page to ask by itself: %s', async (_what, answer, delayMs) => {
    expect(await follow(answer)).toMatchObject({ seen: ['asking'], waited: [delayMs] });
  });
});

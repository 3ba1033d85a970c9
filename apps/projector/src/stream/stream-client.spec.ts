import { expect, it } from '@jest/globals';
import { LOCAL_CALLER } from '@tallystick/platform';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { LiveBoard } from './live-board.js';
import { StreamClient } from './stream-client.js';
import { STREAM_LIMITS } from './stream-limits.js';

/** A connection that takes nothing until it is told to. */
class Response extends EventEmitter {
  open = true;
  readonly written: string[] = [];
  write(frame: Buffer): boolean {
    this.written.push(frame.toString());
    return this.open;
  }
  drain(): void {
    this.open = true;
    this.emit('drain');
  }
}

const board = new LiveBoard({ subject: 'actors', metric: 'tokens', window: 'all', tz: 'UTC', limit: 10 });
const news = (position: number) => {
  const asOf = { position: String(position), recordedAt: null, logSize: position, behindMs: 0 };
  const answer = { subject: 'actors', metric: 'tokens', window: 'all', from: null, to: null, tz: 'UTC' } as const;
  board.renew({ ...answer, policy: null, rows: [], nextCursor: null, total: position, asOf });
  return { frame: Buffer.from(`id: ${position}`), position: BigInt(position) };
};

it('writes nothing to a client that does not read, however much happens, and the newest state once it does', () => {
  const response = new Response();
  const client = new StreamClient(
    LOCAL_CALLER,
    [board],
    response as unknown as ServerResponse,
    STREAM_LIMITS,
    0,
    undefined,
  );
  client.tell(news(1));
  expect(response.written.at(-1)).toBe('id: 1');
  response.open = false;
  client.tell(news(2));
  const held = response.written.length;
  expect(response.written.at(-1)).toContain('"total":2');
  for (let position = 3; position < 10_000; position += 1) client.tell(news(position));
  expect(response.written).toHaveLength(held);
  response.drain();
  expect(response.written.slice(held)).toEqual([expect.stringContaining('"total":9999'), 'id: 9999']);
});

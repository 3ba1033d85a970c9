import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { streams } from './protocol.js';

export type ReadCall = ServerWritableStream<
  InstanceType<typeof streams.ReadReq>,
  InstanceType<typeof streams.ReadResp>
>;

/** Resolves with true when the connection takes more, with false when the reader went away. */
export async function writable(call: ReadCall): Promise<boolean> {
  if (call.writableNeedDrain && !call.cancelled) {
    const over = new AbortController();
    const { signal } = over;
    // A call whose connection is cut is cancelled and never drains. `once` rejects on its abort, which is no news here.
    const gone = () => undefined;
    await Promise.race([once(call, 'drain', { signal }).catch(gone), once(call, 'cancelled', { signal }).catch(gone)]);
    over.abort();
  }
  return !call.cancelled;
}

/** Writes, and waits while the reader is slow; false when it went away. */
export function send(call: ReadCall, message: InstanceType<typeof streams.ReadResp>): Promise<boolean> | boolean {
  return call.write(message) || writable(call);
}

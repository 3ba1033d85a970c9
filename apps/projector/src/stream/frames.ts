/** Messages as they go over the wire (HTML standard, "Server-sent events"). Made once, written to every client as they are. */

/** @param data has no line breaks: JSON has none */
const message = (event: string, data: object, id?: string): Buffer =>
  Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

export const leaderboardFrame = (answer: object): Buffer => message('leaderboard', answer);

/** The last message of each round, and the only one with an id: whoever has it has all that came before. */
export const positionFrame = (asOf: { readonly position: string }): Buffer => message('position', asOf, asOf.position);

/** The numbers are not renewed at the moment, and why; the stream goes on. */
export const problemFrame = (body: object): Buffer => message('problem', body);

export type DropReason = 'slow' | 'shutdown' | 'renew';

/** The last message of a stream that the service ends. */
export const droppedFrame = (reason: DropReason, detail: string): Buffer => message('dropped', { reason, detail });

export const retryFrame = (retryMs: number): Buffer => Buffer.from(`retry: ${retryMs}\n\n`);

export const HEARTBEAT = Buffer.from(': still here\n\n');

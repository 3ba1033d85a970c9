import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { Service } from './services.js';

/** Only `leaderboard` messages have this: the others are an `asOf`, or have none. Searching is all the parsing there is. */
const MARK = '"asOf":{"position":"';
/** What may stand at a chunk's end without its position's last digit. */
const TAIL = MARK.length + 20;

/** One client of `/v1/stream`. */
export interface LiveReader {
  close(): void;
}

/**
 * Reads a stream as cheaply as it can: hundreds of readers share a core with what is measured.
 * @param told called with the position of each `leaderboard` message as it arrives
 */
export async function readLive(
  { url, headers }: Service,
  path: string,
  told: (position: bigint) => void,
): Promise<LiveReader> {
  const asked = request(`${url}${path}`, { agent: false, headers });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`${path} answers ${response.statusCode}`);
  // The client's own close breaks the connection off, which is no error.
  response.on('error', () => undefined);
  asked.on('error', () => undefined);
  let rest = '';
  response.setEncoding('latin1');
  response.on('data', (chunk: string) => {
    const text = rest + chunk;
    const at = text.lastIndexOf(MARK);
    const end = at < 0 ? -1 : text.indexOf('"', at + MARK.length);
    if (end >= 0) told(BigInt(text.slice(at + MARK.length, end)));
    // From what was told on, nothing is looked at again.
    rest = text.slice(Math.max(0, end, text.length - TAIL));
  });
  return { close: () => asked.destroy() };
}

import { LogUnreachable, tooLarge, type LogFiles } from './log-files.js';

const TIMEOUT_MS = 30_000;

export interface HttpLogOptions {
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string;
  readonly timeoutMs?: number;
}

/** A log behind an HTTP prefix, for example `http://127.0.0.1:8080/log`. */
export function logOverHttp(prefix: string, options: HttpLogOptions = {}): LogFiles {
  const place = prefix.replace(/\/+$/, '');
  return { place, read: (path, maxBytes) => fetchBounded(`${place}/${path}`, path, maxBytes, options) };
}

async function fetchBounded(
  url: string,
  path: string,
  maxBytes: number,
  { token, timeoutMs = TIMEOUT_MS }: HttpLogOptions,
): Promise<Uint8Array | undefined> {
  try {
    const response = await fetch(url, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 404 || response.status === 410) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw new LogUnreachable(`${url} answered ${response.status}${hintOf(response.status)}`);
    }
    return await bodyOf(response, path, maxBytes);
  } catch (error) {
    if (error instanceof Error && (error.name === 'LogFault' || error.name === 'LogUnreachable')) throw error;
    throw new LogUnreachable(`${url} does not answer: ${reasonOf(error)}`, { cause: error });
  }
}

async function bodyOf(response: Response, path: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the rest: whoever serves the log does not decide how much is held here.
    if (length > maxBytes) throw tooLarge(path, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

const hintOf = (status: number): string =>
  status === 401 || status === 403 ? ': reading entries needs an API key with the role auditor' : '';

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  return cause ?? error.message;
}

import type { FetchImplementation } from 'jose';
import type { OidcLimits } from './oidc-limits.js';

/**
 * Asks the issuer: only 200, no redirects, an answer of bounded size, and after a failure a pause in which everybody is
 * told at once that it failed.
 * @throws Error whatever went wrong; its words name no token
 */
export function issuerFetch(limits: OidcLimits, clock: () => number): FetchImplementation {
  let failedAtMs = -Infinity;
  return async (url, { headers, signal }) => {
    if (clock() - failedAtMs < limits.pauseAfterFailureMs) throw new Error('the issuer failed to answer a moment ago');
    try {
      const response = await fetch(url, { headers, signal, redirect: 'error' });
      if (response.status !== 200) throw new Error(`it answered ${response.status}`);
      return new Response(await boundedText(response, limits.maxAnswerBytes));
    } catch (error) {
      failedAtMs = clock();
      throw error;
    }
  };
}

async function boundedText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`its answer is over ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

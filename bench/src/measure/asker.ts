import { Agent, request } from 'node:http';
import type { Service } from './services.js';

export interface Asked {
  readonly ms: number;
  readonly status: number;
  readonly body: string;
}

/** Asks a service over connections that are kept; rejects when there is no answer. */
export type Asker = (path: string) => Promise<Asked>;

/** @param connections questions at once at most; the others wait, which counts as theirs */
export function askerOf({ url, headers }: Service, connections: number): Asker {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return (path) =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const asked = request(`${url}${path}`, { agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const ms = performance.now() - started;
          resolve({ ms, status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      });
      asked.on('error', reject);
      asked.end();
    });
}

import { fileURLToPath } from 'node:url';
import { freePort, startProcess, type RunningProcess } from '@tallystick/testing';

export interface ProjectorProcess extends RunningProcess {
  readonly url: string;
  // A test says itself what it expects to find.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json(path: string, init?: RequestInit): Promise<any>;
}

const ENTRY = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The built service as a process of its own, listening. */
export async function startProjector(env: Record<string, string>, cwd: string): Promise<ProjectorProcess> {
  const port = await freePort();
  const running = await startProcess({
    entry: ENTRY,
    cwd,
    env: { TALLYSTICK_PROJECTOR_PORT: String(port), ...env },
    ready: /"msg":"listening"/,
  });
  const url = `http://127.0.0.1:${port}`;
  const json = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${url}${path}`, { signal: AbortSignal.timeout(60_000), ...init })).json();
  return Object.assign(running, { url, json });
}

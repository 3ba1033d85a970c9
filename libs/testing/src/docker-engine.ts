import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How long a Docker engine may take to answer before it counts as absent. */
const pingTimeoutMs = 10_000;

let answer: Promise<boolean> | undefined;

/**
 * True when a Docker engine answers. The client is asked, so DOCKER_HOST and contexts count. TEST_WITHOUT_DOCKER=1
 * turns the engine down.
 */
export function dockerEngineRuns(): Promise<boolean> {
  if (process.env['TEST_WITHOUT_DOCKER'] === '1') return Promise.resolve(false);
  return (answer ??= ping());
}

async function ping(): Promise<boolean> {
  const client = spawn('docker', ['version', '--format', '{{.Server.Version}}'], { stdio: 'ignore' });
  const timer = setTimeout(() => client.kill('SIGKILL'), pingTimeoutMs);
  try {
    const [code] = await once(client, 'exit');
    return code === 0;
  } catch {
    // No client at all (ENOENT).
    return false;
  } finally {
    clearTimeout(timer);
  }
}
